using System;
using System.Linq;

using Bench.Micro;
using Bench.RoundTrip;

using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

using Perfolizer.Horology;

namespace Bench;

/// <summary>
/// The headline set: FastHttp against the runtime's clients. Short runs in this process, which is itself a workstation,
/// non-concurrent one: a precise figure for one client is not the aim, a fair comparison in a few minutes is.
/// </summary>
internal static class Headline
{
    private static readonly Type[] s_benches =
    [
        typeof(SmallGetBench), typeof(SmallGet64Bench), typeof(PostBench), typeof(ChunkedBench),
        typeof(HeadParsingBench), typeof(RequestWritingBench),
    ];

    /// <summary>Runs the set and ends with the table. Returns 1 if anything could not be measured.</summary>
    public static int Run()
    {
        try
        {
            AccumulationLogger log = new();
            IConfig config = CreateConfig().AddLogger(log).AddEventProcessor(new ProgressReporter());
            Summary[] summaries = BenchmarkRunner.Run(s_benches, config);
            HeadlineReport.Print(Console.Out, summaries);
            bool isWhole = summaries.Length == s_benches.Length
                && summaries.All(summary => !summary.HasCriticalValidationErrors
                    && summary.Reports.All(report => report.Success));
            if (!isWhole)
            {
                Console.Error.WriteLine(log.GetLog());
                Console.Error.WriteLine("bench: not everything could be measured; the log above says why.");
            }

            return isWhole ? 0 : 1;
        }
        finally
        {
            TargetProcess.Stop();
        }
    }

    /// <summary>Runs what BenchmarkDotNet's own arguments select, with its own output.</summary>
    public static int RunSelected(string[] arguments)
    {
        try
        {
            IConfig config = CreateConfig()
                .AddLogger(ConsoleLogger.Default)
                .AddColumnProvider(DefaultColumnProviders.Instance);
            return BenchmarkSwitcher.FromTypes(s_benches).Run(arguments, config).Any() ? 0 : 1;
        }
        finally
        {
            TargetProcess.Stop();
        }
    }

    private static ManualConfig CreateConfig() => ManualConfig.CreateEmpty()
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(4)
            .WithIterationCount(8)
            .WithIterationTime(TimeInterval.FromMilliseconds(300)));
}
