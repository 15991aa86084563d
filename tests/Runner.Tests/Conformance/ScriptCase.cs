using System;
using System.Collections.Generic;

namespace Runner.Tests.Conformance;

// One script under load: the file of Scripting/scripts, the options, the path that is asked for, and the arguments that
// follow the URL.
internal sealed record ScriptCase(string Script, string Options = "-t1 -c1 -d1", string Path = "/cl")
{
    /// <summary>A header field of the command line, or none.</summary>
    public string? Header { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A run of a second in which the server sees fewer tells nothing.</summary>
    public int LeastRequests { get; init; } = 10;

    /// <summary>After how long the server closes a connection that waits, if it does.</summary>
    public TimeSpan? IdleLimit { get; init; }
}
