namespace FastHttp.Tests;

/// <summary>Tests that measure what the whole process allocates run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideAllocation
{
    public const string Name = "process-wide allocation";
}
