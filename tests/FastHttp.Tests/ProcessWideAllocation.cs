namespace FastHttp.Tests;

/// <summary>
/// Tests that measure what the whole process allocates run alone; so do those that listen to all its clients, since a
/// listener makes the others' calls allocate.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideAllocation
{
    public const string Name = "process-wide allocation";
}
