using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Outputs;
using LocustBridge.Session;
using LocustBridge.Statistics;

namespace LocustBridge;

/// <summary>Runs a host's users in this process alone, without a master. Each call is a run of its own.</summary>
public static class LocustLocalRun
{
    // As often as a worker says it.
    private static readonly TimeSpan s_repeatInterval = TimeSpan.FromSeconds(10);

    /// <summary>Ramps up, runs, stops, and gives the statistics of the whole run.</summary>
    /// <param name="host">Runs the users.</param>
    /// <param name="options">The settings; defaults when null.</param>
    /// <param name="cancellationToken">Ends the run properly; it is not an error.</param>
    public static async Task<LocustSnapshot> RunAsync(
        ILocustHost host, LocustLocalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        options ??= new LocustLocalOptions();
        var log = new LogBuffer(options.Log, options.TimeProvider);
        var failures = new FailureLog(log);
        (host as ILocustReporter)?.Attach(failures.Add, log.Warn);
        var outputs = new OutputHub(options.Outputs, options.TimeProvider, log, keepAlways: true);
        outputs.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new StrongBox<int>();
        var ramped = new StrongBox<bool>();
        Task reports = ReportAsync(host, options, outputs, failures, running, ramped, end);
        await RampUpAsync(host, options, running, end.Token).ConfigureAwait(false);
        if (!end.IsCancellationRequested)
        {
            log.Info($"All users spawned: {options.Users}");
            Volatile.Write(ref ramped.Value, options.ResetStats);
        }

        await reports.ConfigureAwait(false);
        TimeSpan longest = SpawnOrder.LongestStopTimeout;
        await host.StopAsync(options.StopTimeout < longest ? options.StopTimeout : longest).ConfigureAwait(false);
        failures.WriteRepeats();
        Collect(host, outputs);
        IReadOnlyDictionary<string, int> noUsers = new Dictionary<string, int>();
        outputs.Publish(noUsers);
        outputs.Stop();
        return outputs.TakeSnapshot(noUsers, isLast: true);
    }

    // The master's own pace: whole users, at least one a step.
    private static async Task RampUpAsync(
        ILocustHost host, LocustLocalOptions options, StrongBox<int> running, CancellationToken end)
    {
        int step = Math.Max(1, (int)options.SpawnRate);
        TimeSpan pause = TimeSpan.FromSeconds(step / Math.Max(options.SpawnRate, 0.001));
        for (int users = 0; users < options.Users && !end.IsCancellationRequested;)
        {
            bool first = users == 0;
            users = Math.Min(options.Users, users + step);
            await host.SpawnAsync(SpawnOrder.Local(Deal(host, users), options.Host, first)).ConfigureAwait(false);
            Volatile.Write(ref running.Value, users);
            if (users < options.Users)
            {
                await PauseAsync(pause, options.TimeProvider, end).ConfigureAwait(false);
            }
        }
    }

    private static async Task ReportAsync(
        ILocustHost host,
        LocustLocalOptions options,
        OutputHub outputs,
        FailureLog failures,
        StrongBox<int> running,
        StrongBox<bool> reset,
        CancellationTokenSource end)
    {
        // A lane's seconds must be collected more often than reports may be wanted.
        TimeSpan tick = TimeSpan.FromTicks(Math.Min(options.ReportInterval.Ticks, TimeSpan.TicksPerSecond));
        long began = options.TimeProvider.GetTimestamp();
        long last = began;
        long told = began;
        bool isTimed = false;
        while (!end.IsCancellationRequested)
        {
            // A timer takes no more than 49 days, a run may be longer: the one that ends it is set on its last day.
            TimeSpan? left = options.RunTime - options.TimeProvider.GetElapsedTime(began);
            if (!isTimed && left < TimeSpan.FromDays(1))
            {
                isTimed = true;
                end.CancelAfter(left > TimeSpan.Zero ? left.Value : TimeSpan.Zero);
            }

            await PauseAsync(tick, options.TimeProvider, end.Token).ConfigureAwait(false);
            Collect(host, outputs);
            if (Volatile.Read(ref reset.Value))
            {
                // Here, since the sums have one writer.
                Volatile.Write(ref reset.Value, false);
                outputs.Reset();
            }

            if (options.TimeProvider.GetElapsedTime(told) >= s_repeatInterval)
            {
                told = options.TimeProvider.GetTimestamp();
                failures.WriteRepeats();
            }

            if (options.TimeProvider.GetElapsedTime(last) >= options.ReportInterval)
            {
                last = options.TimeProvider.GetTimestamp();
                outputs.Publish(host.CountUsers() ?? Deal(host, Volatile.Read(ref running.Value)));
            }
        }
    }

    private static Dictionary<string, int> Deal(ILocustHost host, int users) =>
        ClassAllocator.ToHost(new Dictionary<string, int> { [string.Empty] = users }, host.Classes);

    private static void Collect(ILocustHost host, OutputHub outputs)
    {
        var window = new StatsReport();
        host.TakeStats(window);
        outputs.Add(window);
    }

    private static async Task PauseAsync(TimeSpan pause, TimeProvider time, CancellationToken end)
    {
        try
        {
            await Task.Delay(pause, time, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run ends; the caller looks at the token.
        }
    }
}
