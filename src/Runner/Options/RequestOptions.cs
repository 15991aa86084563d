using System.Collections.Generic;
using FastHttp.Load.Planning;

namespace Runner.Options;

// What was typed about the request. Immutable; files have not been looked at.
internal sealed record RequestOptions
{
    public static RequestOptions Default { get; } = new();

    public string? Method { get; init; }

    /// <summary>The body's text, or '@' and a path, or "@-" for the standard input.</summary>
    public string? Body { get; init; }

    public IReadOnlyList<string> Form { get; init; } = [];

    public string? ContentType { get; init; }

    public string? Auth { get; init; }

    public IReadOnlyList<string> Cookies { get; init; } = [];

    /// <summary>Keep the cookies that responses set, for each connection.</summary>
    public bool KeepsCookies { get; init; }

    /// <summary>Redirects to follow for each request.</summary>
    public int MaxRedirects { get; init; }

    public bool NoKeepAlive { get; init; }

    /// <summary>After how many requests a connection is given up; 0 for never.</summary>
    public long RequestsPerConnection { get; init; }

    public string? UrlsPath { get; init; }

    public RequestOrder UrlsOrder { get; init; }

    public string? DataPath { get; init; }

    public DataMode DataMode { get; init; }

    /// <summary>Print what would be sent first, and send nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether one iteration of a scenario is run and shown, and nothing else.</summary>
    public bool Trace { get; init; }
}
