using System.Diagnostics.CodeAnalysis;
using FastHttp.Stability;

namespace FastHttp;

/// <summary>The result of an exchange, without the message itself.</summary>
/// <param name="StatusCode">The status of the final response.</param>
/// <param name="BodyLength">Decoded bytes of the body.</param>
/// <param name="Remaining">Responses of the same batch that are still to come.</param>
[Experimental(ExperimentalApi.LoadGeneration)]
public readonly record struct ExchangeOutcome(int StatusCode, long BodyLength, int Remaining)
{
    /// <summary>
    /// When the first bytes of the response came, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 where they
    /// were all of it, so that its first and its last byte came together.
    /// </summary>
    public long FirstByteAt { get; init; }
}
