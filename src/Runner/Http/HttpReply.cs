using System.Collections.Generic;

namespace Runner.Http;

// What `runner http --json` prints: one response, or why there is none. Times are in ms.
internal sealed record HttpReply
{
    public int Status { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Name and value of each field line, in wire order.</summary>
    public IReadOnlyList<string[]> Headers { get; init; } = [];

    public string BodyBase64 { get; init; } = "";

    public bool KeepAlive { get; init; }

    /// <summary>The library's reason, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What the system, the proxy or the handshake said, or null.</summary>
    public string? Detail { get; init; }

    public HttpTimings Timings { get; init; } = new(0, 0);
}

// How long a request took, in ms: until the connection stood (TLS included), and from there to the response's end.
internal sealed record HttpTimings(double ConnectMs, double ExchangeMs);
