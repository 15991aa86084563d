using System;
using System.Collections.Generic;
using System.Net;
using Runner.Options;

namespace Runner.Scripting;

// Everything a script is loaded with, as the planner decided it. Immutable.
internal sealed record ScriptPlan
{
    // The file as typed; it names the chunk in messages. Its folder is searched by require.
    public required string ScriptPath { get; init; }

    // What follows the URL on the command line; args[0] is Url.
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required string Url { get; init; }

    public required string Scheme { get; init; }

    // Without brackets and user info.
    public required string Host { get; init; }

    // Null unless the URL spells a port.
    public string? Port { get; init; }

    // Path with query, as sent.
    public string Path { get; init; } = "/";

    // In the order typed; a later one of the same name wins.
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    // The reachable addresses of the target, wrk.addrs; each lane starts with the first.
    public IReadOnlyList<IPEndPoint> Addresses { get; init; } = [];

    public int LaneCount { get; init; } = 1;

    public LuaEngineKind Engine { get; init; } = LuaEngineKind.Auto;

    // Null: scripts print to the C library's standard output, line by line.
    public ScriptOutput? Output { get; init; }
}

// Receives what scripts print, when the embedder wants it elsewhere than on the process's standard output.
// Called on the thread whose script prints, so several lanes may call at once.
internal delegate void ScriptOutput(ReadOnlySpan<byte> text);
