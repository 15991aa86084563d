namespace LocustBridge.Tests.Support;

// For tests that fill the processors or the thread pool: run by themselves, after all others, whose proxies and
// fake peers live on that pool and would look like a broken network.
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
