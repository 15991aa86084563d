using System;
using System.Collections.Generic;
using FastHttp.Load.Planning;

namespace Runner.Options;

// What was typed after `runner wrk`, with wrk's defaults for what was not. Immutable; nothing in it has been checked
// beyond the syntax of a single option.
internal sealed record CliOptions
{
    public static CliOptions Default { get; } = new();

    public long Connections { get; init; } = 10;

    public long Threads { get; init; } = 2;

    /// <summary>Whether <see cref="Threads"/> was typed, or may follow from the connections.</summary>
    public bool AreThreadsTyped { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    public string? ScriptPath { get; init; }

    /// <summary>The texts of <c>-H</c>, in the order typed.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    public bool PrintLatency { get; init; }

    public bool PrintVersion { get; init; }

    public LatencyCorrection LatencyCorrection { get; init; }

    public string? UnixSocketPath { get; init; }

    public TransportChoice Transport { get; init; }

    public LuaEngineKind Lua { get; init; }

    public PaceOptions Load { get; init; } = PaceOptions.Default;

    public RequestOptions Request { get; init; } = RequestOptions.Default;

    public ConnectionOptions Connection { get; init; } = ConnectionOptions.Default;

    public OutputOptions Output { get; init; } = OutputOptions.Default;

    /// <summary>What the run is called in its results, or null.</summary>
    public string? RunName { get; init; }

    /// <summary>What else is said of it there.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The command line as it could be typed into a shell, without passwords.</summary>
    public string CommandText { get; init; } = "";

    public LiveOptions Live { get; init; } = LiveOptions.Default;

    public GateOptions Gates { get; init; } = GateOptions.Default;

    /// <summary>The URL as typed, or null when there was none.</summary>
    public string? Url { get; init; }

    /// <summary>Whether there is something to load: a URL, or a list that may begin with one.</summary>
    public bool HasTarget => Url is not null || Request.UrlsPath is not null;

    /// <summary>What followed the URL: the script's arguments.</summary>
    public IReadOnlyList<string> ScriptArguments { get; init; } = [];
}

// Which Lua runs the scripts; Auto is a wish, the other two are also answers (see LuaEngineChoice).
internal enum LuaEngineKind : byte
{
    Auto,
    LuaJit,
    Lua54,
}
