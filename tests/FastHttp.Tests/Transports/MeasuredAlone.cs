namespace FastHttp.Tests.Transports;

/// <summary>For tests that measure the whole process: they run while no other test does.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
