namespace FastHttp.Tests.Transports;

/// <summary>For tests that measure or change the whole process: they run while no other test does.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
