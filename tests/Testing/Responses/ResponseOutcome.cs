using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>
/// What a client made, or has to make, of a response. Text is one char a byte (Latin-1). Immutable.
/// </summary>
public sealed record ResponseOutcome
{
    /// <summary>None, or the reason of the failure; then nothing else counts.</summary>
    public HttpError Error { get; init; }

    /// <summary>Status code.</summary>
    public int StatusCode { get; init; }

    /// <summary>Reason phrase.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Field lines in order; null in an expectation: the lines as they were sent.</summary>
    public IReadOnlyList<(string Name, string Value)>? Fields { get; init; }

    /// <summary>Trailer lines in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Trailers { get; init; } = [];

    /// <summary>Decoded body.</summary>
    public string Body { get; init; } = "";

    /// <summary>What becomes of the connection.</summary>
    public MessageEnd End { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Error != HttpError.None
        ? $"FAIL {Error}"
        : $"{StatusCode} \"{Reason}\" [{string.Join("; ", Fields ?? [])}] body \"{Body}\" "
            + $"trailers [{string.Join("; ", Trailers)}] {End}";
}
