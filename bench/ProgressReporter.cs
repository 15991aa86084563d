using System;

using BenchmarkDotNet.EventProcessors;
using BenchmarkDotNet.Running;

namespace Bench;

/// <summary>Says on stderr what is being measured: the table comes only at the end.</summary>
internal sealed class ProgressReporter : EventProcessor
{
    public override void OnStartRunBenchmark(BenchmarkCase benchmarkCase)
    {
        string client = benchmarkCase.Descriptor.WorkloadMethod.Name;
        Console.Error.WriteLine($"{HeadlineReport.NameOf(benchmarkCase)}: {client}");
    }
}
