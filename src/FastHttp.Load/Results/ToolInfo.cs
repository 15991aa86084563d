namespace FastHttp.Load.Results;

/// <summary>The program that made the load. Immutable.</summary>
public sealed record ToolInfo
{
    /// <summary>Its name: runner.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The runtime that it ran on, and whether it was native code.</summary>
    public string? Runtime { get; init; }

    /// <summary>What carried the bytes: epoll or sockets.</summary>
    public string? Backend { get; init; }
}
