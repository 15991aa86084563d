namespace Runner.Tests.Conformance;

// One load of one path of a ScriptedServer, and what must come of it.
// Wrk: the report's shape (see WrkFields.Shape) that wrk has; Ours: the same for us, where it differs on purpose.
internal sealed record RunCase(string Path, string Wrk, string? Ours = null, string Args = "-t1 -c1 -d1")
{
    /// <summary>
    /// Whether every request has a connection of its own, else all share those that were opened first.
    /// </summary>
    public bool Reconnects { get; init; }

    /// <summary>The same, for us alone.</summary>
    public bool OnlyWeReconnect { get; init; }

    /// <summary>
    /// Whether any count of bytes passes: the two differ in counting those of failed exchanges, and no user minds.
    /// </summary>
    public bool AnyBytes { get; init; }

    /// <summary>Fewer than these tell nothing of a run.</summary>
    public int LeastRequests => Path is "/hang" or "/204cl" or "/304cl" ? 0 : 20;

    public string Name => Args == "-t1 -c1 -d1" ? Path : $"{Path} {Args}";

    public bool DoesReconnect(WrkTool tool) => Reconnects || (OnlyWeReconnect && tool == WrkTool.Runner);

    public string Expected(WrkTool tool) => tool == WrkTool.Wrk || Ours is null ? Wrk : Ours;
}
