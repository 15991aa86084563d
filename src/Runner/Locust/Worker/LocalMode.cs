using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge;
using LocustBridge.Outputs;
using Runner.Locust.Options;
using Runner.Locust.Output;
using Runner.Outputs;
using Runner.Sessions;

namespace Runner.Locust.Worker;

// A run without a master: ramp, table as it goes, tables and files at the end, and Locust's exit code.
internal static class LocalMode
{
    // Locust's own pace (locust/stats.py, CONSOLE_STATS_INTERVAL_SEC and CSV_STATS_INTERVAL_SEC).
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(
        LocustOptions options, LoadHost host, RunResults? results, LocustLog log, CancellationToken stop)
    {
        List<ILocustOutput> outputs = [];
        LocustCsv? csv = null;
        try
        {
            csv = options.Csv is null ? null : new LocustCsv(options.Csv, options.CsvFullHistory);
        }
        catch (Exception refusal) when (OutputFile.IsExpected(refusal))
        {
            Console.Error.Write(
                $"runner locust: the CSV files cannot be written ({OutputFile.Reason(refusal)}). Check --csv.\n");
            return 1;
        }

        if (csv is not null)
        {
            outputs.Add(csv);
        }

        if (!options.OnlySummary && results is not { ShowsLive: true })
        {
            outputs.Add(new LocustProgress(Console.Error));
        }

        log.Info(options.RunTime is TimeSpan time
            ? $"Run time limit set to {time.TotalSeconds:0.###} seconds"
            : "No run time limit set, use CTRL+C to interrupt");
        log.Info(FormattableString.Invariant(
            $"Ramping to {options.Users} users at a rate of {options.SpawnRate:0.00} per second"));
        LocustSnapshot result = await LocustLocalRun.RunAsync(host, LocalOptions(options, outputs, log), stop)
            .ConfigureAwait(false);

        csv?.WriteExceptions(host.Exceptions);
        csv?.Dispose();

        // What was asked of the run says more than that some request failed.
        bool hasErrors = result.Errors.Count != 0 || host.Exceptions.Count != 0;
        int code = ExitCodes.First(
            results?.GateCode ?? 0, hasErrors ? options.ExitCodeOnError : 0, csv?.Failure is null ? 0 : 1);
        log.Info($"Shutting down (exit code {code})");
        LocustTable.WriteSummary(Console.Error, result);
        if (csv?.Failure is { } failure)
        {
            Console.Error.Write(
                $"runner locust: --csv: the files could not be written ({OutputFile.Reason(failure)})\n");
        }

        if (options.Json)
        {
            LocustJson.Write(Console.Out, result);
        }

        results?.Write();
        return code;
    }

    private static LocustLocalOptions LocalOptions(
        LocustOptions options, IReadOnlyList<ILocustOutput> outputs, LocustLog log) => new()
        {
            Users = options.Users,
            SpawnRate = options.SpawnRate,
            RunTime = options.RunTime,
            StopTimeout = options.StopTimeout,
            ResetStats = options.ResetStats,
            Outputs = outputs,
            ReportInterval = s_interval,
            Log = log.Write,
        };
}
