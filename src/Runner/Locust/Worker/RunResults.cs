using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Planning;
using Runner.Live;
using Runner.Locust.Options;
using Runner.Locust.Output;
using Runner.Options;
using Runner.Sessions;

namespace Runner.Locust.Worker;

// The results of the runs of this process, as `runner wrk` has them: one session, whose runs last from the first users
// to the last. A master may have several, one after the other. The host calls Begin, Restart and End, one at a time;
// the command calls Write and FinishAsync.
internal sealed class RunResults : IDisposable
{
    private readonly LocustOptions _options;
    private readonly string _backend;
    private readonly LocustLog _log;
    private readonly Action _stop;
    private readonly CancellationToken _stopping;
    private Session? _session;
    private IReadOnlyList<UserGroup> _groups = [];
    private Measurement? _measured;
    private MeasuredRun? _run;
    private EndedRun? _ended;
    private Task _writing = Task.CompletedTask;
    private int _users;

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

    /// <summary>The exit code that thresholds decide, or 0.</summary>
    public int GateCode => _session?.JudgedCode ?? 0;

    /// <summary>Null when nothing was asked for: then nothing is measured beyond Locust's statistics.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="backend">The name of the transport.</param>
    /// <param name="log">The log, which makes room for what is shown.</param>
    /// <param name="stop">Ends the run.</param>
    /// <param name="stopping">Says that the run has been told to end.</param>
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
        LiveOptions live = _options.Shared.Live with { Choice = Choose(_options) };
        (_session, string? refusal) = Session.Open(_options.Shared with { Live = live });
        return refusal;
    }

    /// <summary>Leaves the terminal as it was. Any thread.</summary>
    public void Hide() => _session?.Hide();

    /// <summary>A run begins.</summary>
    public void Begin(IReadOnlyList<UserGroup> groups)
    {
        _writing.GetAwaiter().GetResult();
        _users = 0;
        _groups = groups;
        RunPlan plan = groups[0].Plan;
        _session!.Begin();
        _session.Show(
            new ScreenTarget(plan.Url, _options.Users, plan.Lanes, _backend, Environment.ProcessorCount), _stop);
        _log.Printer = _session.TryPrint;
        Measure();
    }

    /// <summary>So many users run now.</summary>
    public void NoteUsers(int count) => _users = Math.Max(_users, count);

    /// <summary>What was measured before does not count.</summary>
    public void Restart()
    {
        if (_run is not null)
        {
            _run.Dispose();
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
        run.Dispose();
        _log.Printer = null;
        RunPlan plan = PlanOf();

        // Where no time was set, stopping is how a run ends.
        bool wasInterrupted = _stopping.IsCancellationRequested && !run.WasAborted
            && (!_options.Headless || plan.HasTimeLimit);
        run.End(plan, _measured!.Merge(_users), wasInterrupted);
        _ended = _session!.Judge(run);
        if (!_options.Headless)
        {
            // The master is not kept waiting for our files.
            _writing = Task.Run(Write);
        }
    }

    /// <summary>Says how the run came out, and hands its results to all that were asked for.</summary>
    public void Write()
    {
        if (Interlocked.Exchange(ref _ended, null) is { } ended)
        {
            Session.Explain(ended);
            _session!.Write(ended);
        }
    }

    /// <summary>Waits until everything is written.</summary>
    /// <param name="code">The exit code without results.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> FinishAsync(int code)
    {
        await _writing.ConfigureAwait(false);
        return _session?.ExitCode(code) ?? code;
    }

    public void Dispose() => _session?.Dispose();

    // Locust's own table is what is shown, unless something else was asked for, or the table was not.
    private static LiveChoice Choose(LocustOptions options)
    {
        LiveOptions live = options.Shared.Live;
        LiveChoice choice = live.Choice == LiveChoice.Auto && !(options.Headless && options.OnlySummary)
            ? LiveChoice.Off
            : live.Choice;
        return LiveTerminal.Decide(choice, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable);
    }

    // From now on, in all lanes of all classes.
    private void Measure()
    {
        _measured = Measurement.Start([.. _groups.SelectMany(group => group.Measured)]);
        RunPlan plan = _groups[0].Plan with { Load = LoadOf() };
        MeasuredRun run = new(plan, _measured, "runner", _backend, _stop);
        _session!.Observe(run);
        run.Begin();
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
}
