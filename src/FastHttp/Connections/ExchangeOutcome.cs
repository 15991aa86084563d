using System.Diagnostics.CodeAnalysis;
using FastHttp.Stability;

namespace FastHttp;

/// <summary>What an exchange brought, as far as nothing of the message itself is kept.</summary>
/// <param name="StatusCode">The status of the final response.</param>
/// <param name="BodyLength">Decoded bytes of the body.</param>
/// <param name="Remaining">Responses of the same batch that are still to come.</param>
[Experimental(ExperimentalApi.LoadGeneration)]
public readonly record struct ExchangeOutcome(int StatusCode, long BodyLength, int Remaining)
{
    /// <summary>
    /// When the first bytes of the response came, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 where they
    /// brought all of it, so that its first byte came when its last did.
    /// </summary>
    public long FirstByteAt { get; init; }
}
