using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Runner.Cli;
using Runner.Gates;
using Runner.Live;
using Runner.Outputs;

namespace Runner.Locust;

// What the runs of this process leave behind, as those of `runner wrk` do: documents, pages, verdicts, and what is
// shown while they go on. A run lasts from the first users to the last; a master may have several, one after the other.
// Begin, Restart and End are called by the host, one at a time; Write and Finish by the command.
internal sealed class RunResults : IDisposable
{
    private readonly LocustOptions _options;
    private readonly string _backend;
    private readonly LocustLog _log;
    private readonly Action _stop;
    private readonly CancellationToken _stopping;
    private ResultOutputs? _outputs;
    private IReadOnlyList<UserGroup> _groups = [];
    private RunMeasurement? _run;
    private LiveView? _view;
    private LiveNotifier? _notifier;
    private AbortWatch? _watch;
    private EndedRun? _ended;
    private Task _writing = Task.CompletedTask;
    private int _users;
    private int _runs;
    private int _gateCode;
    private bool _isIncomplete;

    private RunResults(
        LocustOptions options, string backend, LocustLog log, Action stop, CancellationToken stopping)
    {
        _options = options;
        _backend = backend;
        _log = log;
        _stop = stop;
        _stopping = stopping;
    }

    /// <summary>Whether something is shown that takes the place of Locust's table while a run goes on.</summary>
    public bool ShowsLive => Choose(_options) != LiveChoice.Off;

    /// <summary>Null when nothing was asked for: then nothing is measured beyond Locust's statistics.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="backend">The name of the transport.</param>
    /// <param name="log">The log, which makes room for what is shown.</param>
    /// <param name="stop">Ends the run.</param>
    /// <param name="stopping">Says that somebody did.</param>
    public static RunResults? Create(
        LocustOptions options, string backend, LocustLog log, Action stop, CancellationToken stopping)
    {
        CliOptions shared = options.Shared;
        bool isWanted = shared.Output with { JsonOption = "", Format = default, Percentiles = [] }
            != OutputOptions.Default with { JsonOption = "" };
        GateOptions gates = shared.Gates;
        isWanted |= gates.Thresholds.Count > 0 || gates.ExpectStatus is not null || gates.ExpectBody is not null;
        isWanted |= shared.Live.Progress > TimeSpan.Zero || Choose(options) != LiveChoice.Off;
        return isWanted ? new RunResults(options, backend, log, stop, stopping) : null;
    }

    /// <summary>Opens everything that was asked for. Before the first run, once that can take place.</summary>
    /// <returns>Null, or why something cannot be had.</returns>
    public string? Open()
    {
        (_outputs, string? refusal) = ResultOutputs.Open(_options.Shared.Output);
        return refusal;
    }

    /// <summary>A run begins.</summary>
    public void Begin(IReadOnlyList<UserGroup> groups)
    {
        _writing.GetAwaiter().GetResult();
        if (++_runs > 1)
        {
            _outputs!.GoOn(_runs);
        }

        _users = 0;
        _groups = groups;
        LiveOptions live = _options.Shared.Live with { Choice = Choose(_options) };
        RunPlan plan = groups[0].Plan;
        _view = LiveView.Start(
            live, new ScreenTarget(plan.Url, _options.Users, plan.Lanes, _backend, Environment.ProcessorCount), _stop);
        _log.Printer = _view.TryPrint;
        Measure();
    }

    /// <summary>So many users run now.</summary>
    public void NoteUsers(int count) => _users = Math.Max(_users, count);

    /// <summary>What was measured before does not count.</summary>
    public void Restart()
    {
        if (_run is not null)
        {
            _notifier!.Dispose();
            _watch?.Dispose();
            Measure();

            // Locust's words.
            _log.Info("Resetting stats");
        }
    }

    /// <summary>The lanes of the run have ended; nothing happens when there is none.</summary>
    public void End()
    {
        if (_run is not { } run)
        {
            return;
        }

        _run = null;
        _watch?.Dispose();
        _notifier!.Dispose();
        _log.Printer = null;
        _view!.Dispose();
        RunSnapshot snapshot = run.Merge(_users);
        RunPlan plan = PlanOf();
        bool wasAborted = _watch is { HasAborted: true };

        // Where no time was set, stopping is how a run ends.
        bool wasInterrupted = _stopping.IsCancellationRequested && !wasAborted
            && (!_options.Headless || plan.HasTimeLimit);
        Verdict[] verdicts = plan.Gates.IsGated ? GateReading.Of(plan, snapshot).Judge(plan.Gates.Thresholds) : [];
        int code = ExitCodes.Of(plan.Gates, verdicts, hasErrors: false, wasInterrupted, wasAborted);
        _gateCode = _gateCode == 0 ? code : _gateCode;
        _ended = new EndedRun(plan, snapshot, verdicts, run.UnexpectedSample, wasAborted, new RunContext
        {
            Start = run.Began,
            End = DateTimeOffset.UtcNow,
            IsInterrupted = wasInterrupted || wasAborted,
            Tool = "runner",
            Backend = _backend,
            UnexpectedBody = run.UnexpectedSample,
        });
        if (!_options.Headless)
        {
            // The master is not kept waiting for our files.
            _writing = Task.Run(Write);
        }
    }

    /// <summary>The exit code that thresholds decide, or 0.</summary>
    public int GateCode => _gateCode;

    /// <summary>Says how the run came out, and hands its results to all that were asked for.</summary>
    public void Write()
    {
        if (Interlocked.Exchange(ref _ended, null) is not { } run)
        {
            return;
        }

        if (run.WasAborted)
        {
            Console.Error.Write("runner: ended early, since a threshold was missed (--abort-on-fail)\n");
        }

        GateReport.Write(
            Console.Error, run.Verdicts, run.Context.IsInterrupted && !run.WasAborted, run.Sample);
        ResultDocument? document = null;
        bool isWritten = _outputs!.Write(
            () => document ??= DocumentBuilder.Build(run.Plan, run.Snapshot, run.Context), Console.Error);
        _isIncomplete |= !isWritten;
    }

    /// <summary>Waits until everything is written.</summary>
    /// <param name="code">The exit code without results.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> FinishAsync(int code)
    {
        await _writing.ConfigureAwait(false);
        return code != 0 ? code : _gateCode != 0 ? _gateCode : _isIncomplete ? 1 : 0;
    }

    public void Dispose() => _outputs?.Dispose();

    // Locust's own table is what is shown, unless something else was asked for, or the table was not.
    private static LiveChoice Choose(LocustOptions options)
    {
        LiveOptions live = options.Shared.Live;
        LiveChoice choice = live.Choice == LiveChoice.Auto && !(options.Headless && options.OnlySummary)
            ? LiveChoice.Off
            : live.Choice;
        return LiveTerminal.Decide(choice, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable);
    }

    private void Measure()
    {
        RunMeasurement run = new(_groups);
        RunPlan plan = _groups[0].Plan with { Load = LoadOf() };
        List<ILiveObserver> observers = [.. _outputs!.Observers];
        _view!.Observe(observers.Add);
        if (plan.Gates.AbortsOnFail)
        {
            _watch = new AbortWatch(
                plan.Gates,
                () => GateReading.Now(plan, run.Recorders, run.UnexpectedBodies),
                () => GateReading.SoFar(plan, run.Progress.Take(), run.UnexpectedBodies),
                _stop);
            observers.Add(_watch);
        }

        _notifier = new LiveNotifier(
            run.Progress,
            observers,
            interval => SeriesSection.PointOf(plan, interval),
            () => LiveBuilder.Build(
                plan,
                run.Progress.Take(),
                run.Elapsed,
                run.Completed,
                new LiveAside
                {
                    Recorders = run.Recorders,
                    UnexpectedBodies = run.UnexpectedBodies,
                    Usage = run.UsageSoFar,
                }));
        _run = run;
    }

    // All classes in one; its users are those that there were at most.
    private RunPlan PlanOf() => _groups[0].Plan with
    {
        Connections = _users,
        Load = LoadOf(),
        Addresses = [.. _groups.SelectMany(group => group.Plan.Addresses).Distinct()],
        ScriptPath = _groups.All(group => group.Plan.ScriptPath is null)
            ? null
            : string.Join(", ", _groups.Select(group => group.Plan.ScriptPath).Distinct()),
        Warnings = [.. _groups.SelectMany(group => group.Plan.Warnings).Distinct()],
    };

    // The ramp as it was asked for; a master's is known to it alone.
    private LoadModel LoadOf()
    {
        if (!_options.Headless)
        {
            return LoadModel.ClosedLoop;
        }

        double first = _options.ResetStats
            ? _options.Users
            : Math.Min(_options.Users, Math.Max(1, (int)_options.SpawnRate));
        double seconds = (_options.Users - first) / _options.SpawnRate;
        return seconds > 0
            ? new LoadModel { Users = new LoadShape(first, (TimeSpan.FromSeconds(seconds), _options.Users)) }
            : LoadModel.ClosedLoop;
    }

    // A run that is over, and not yet written.
    private sealed record EndedRun(
        RunPlan Plan,
        RunSnapshot Snapshot,
        IReadOnlyList<Verdict> Verdicts,
        string? Sample,
        bool WasAborted,
        RunContext Context);
}
