namespace FastHttp.Load.Results;

/// <summary>The machine that made the load. Immutable.</summary>
public sealed record EnvironmentInfo
{
    /// <summary>The name of the operating system.</summary>
    public string? Os { get; init; }

    /// <summary>The version of its kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary>The model of its processor.</summary>
    public string? Cpu { get; init; }

    /// <summary>Processors that the system has.</summary>
    public int? Cores { get; init; }

    /// <summary>Processors that the process may use, where a control group limits them.</summary>
    public double? CgroupCpus { get; init; }

    /// <summary>How many descriptors the process may have open.</summary>
    public long? Nofile { get; init; }

    /// <summary>The kind of container that the process runs in; null outside of one.</summary>
    public string? Containers { get; init; }
}
