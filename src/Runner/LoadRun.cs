using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Transports;
using Runner.Cli;
using Runner.Planning;
using Runner.Scripting;

namespace Runner;

/// <summary>
/// A load run for programs: prepared from options, run once, read as figures. It writes to no console and shares
/// nothing with other runs; only a script that prints does so on standard output. <see cref="Run"/> blocks its caller;
/// everything else may be called from any thread.
/// </summary>
public sealed class LoadRun : IDisposable
{
    private readonly LoadEngine _engine;
    private readonly RunPlan _plan;
    private readonly Transport _transport;
    private readonly List<ILiveObserver> _observers = [];
    private bool _isStopped;
    private RunSnapshot? _snapshot;
    private RunContext? _context;
    private ResultDocument? _document;

    private LoadRun(RunPlan plan, Transport transport, ScriptHost? script)
    {
        _plan = plan;
        _transport = transport;
        Script = script;
        _engine = new LoadEngine(
            plan, transport, RequestSources.For(plan, script is null ? null : script.CreateSource));
    }

    /// <summary>Responses counted so far; a moment old.</summary>
    public long Completed => _engine.Completed;

    /// <summary>The run as far as it has come; after the run, its last state.</summary>
    public LiveFigures Live => LiveBuilder.Build(
        _plan, _engine.Progress.Take(), _engine.Elapsed, _engine.Completed, _snapshot is not null);

    /// <summary>All results, as <c>--json</c> writes them; null before the run has ended.</summary>
    public ResultDocument? Document =>
        _snapshot is null ? null : _document ??= DocumentBuilder.Build(_plan, _snapshot, _context!);

    /// <summary>Whether the run ended before its time because the user said so.</summary>
    internal bool WasInterrupted { get; private set; }

    /// <summary>What was wrong with a certificate that was accepted, for people; null when nothing was.</summary>
    internal string? BadCertificate => _engine.BadCertificate;

    /// <summary>What has been counted to this moment.</summary>
    internal GateFigures CountsNow => GateReading.Now(_plan, _engine.Recorders, _engine.UnexpectedBodies);

    /// <summary>The figures of the thresholds, as far as the run has come.</summary>
    internal GateFigures GatesSoFar => GateReading.SoFar(_plan, _engine.Progress.Take(), _engine.UnexpectedBodies);

    /// <summary>The first answer whose body was not as expected, for people; null when there was none.</summary>
    internal string? UnexpectedSample => _engine.UnexpectedSample;

    /// <summary>The script, or null when the run has none.</summary>
    internal ScriptHost? Script { get; }

    /// <summary>
    /// Decides everything that can be known before the first request, and tries whether the target answers.
    /// </summary>
    /// <exception cref="LoadRunException">The run cannot be made; the message says why.</exception>
    public static async Task<LoadRun> PrepareAsync(
        LoadRunOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        (CliOptions cli, UsageError? usage) = CliParser.Parse(options.ToArguments(), posixlyCorrect: false);
        if (usage is not null)
        {
            throw new LoadRunException(usage.Message ?? "an option has a value that it cannot take");
        }

        (RunPlan? plan, PlanError? error) = await RunPlanner.PlanAsync(cli, cancellationToken).ConfigureAwait(false);
        if (error is not null)
        {
            throw new LoadRunException(error.Message ?? "an option has a value that it cannot take");
        }

        try
        {
            Transport transport = TransportPlanner.Select(plan!.Transport, out _);
            LoadRun? run = Prepare(plan, transport, ScriptPlanner.Plan(cli), out ScriptError? failure);
            return run ?? throw new LoadRunException(failure!.Message);
        }
        catch (Exception refusal) when (refusal is ArgumentException or PlatformNotSupportedException)
        {
            throw new LoadRunException(refusal.Message);
        }
    }

    /// <summary>Has somebody hear of the run while it goes on. Before the run.</summary>
    public void Observe(ILiveObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        _observers.Add(observer);
    }

    /// <summary>Runs to the end. Called once.</summary>
    /// <exception cref="LoadRunException">The script failed while the load was running.</exception>
    public LoadRunResult Run()
    {
        RunSnapshot snapshot = Measure();
        return _engine.Failure is { } failure
            ? throw new LoadRunException(failure)
            : LoadRunResult.From(snapshot, _plan.CorrectsLatency);
    }

    /// <summary>As <see cref="Run"/>, on a thread of its own. Called once.</summary>
    /// <param name="cancellationToken">Ends the run early; what has been measured is returned.</param>
    public async Task<LoadRunResult> RunAsync(CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration stop = cancellationToken.Register(Stop);
        return await Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    /// <summary>Ends the run early; what has been measured is returned by <see cref="Run"/>.</summary>
    public void Stop()
    {
        _isStopped = true;
        _engine.Stop();
    }

    /// <summary>As <see cref="Stop"/>, because the user said so.</summary>
    internal void Interrupt()
    {
        WasInterrupted = true;
        Stop();
    }

    /// <summary>Closes what the run holds. Not while it runs.</summary>
    public void Dispose()
    {
        _engine.Dispose();
        Script?.Dispose();
    }

    /// <summary>From a plan; null when its script cannot be used.</summary>
    internal static LoadRun? Prepare(
        RunPlan plan, Transport transport, ScriptSettings settings, out ScriptError? failure)
    {
        ScriptHost? script = ScriptLoader.Load(plan, settings, out failure);
        return failure is null ? new LoadRun(plan, transport, script) : null;
    }

    /// <summary>As <see cref="Run"/>, with all that was recorded.</summary>
    internal RunSnapshot Measure()
    {
        if (CodeWarmup.IsNeeded)
        {
            CodeWarmup.Run(_plan, _transport);
        }

        DateTimeOffset start = DateTimeOffset.UtcNow;
        RunSnapshot snapshot;
        using (new LiveNotifier(
            _engine.Progress, _observers, interval => SeriesSection.PointOf(_plan, interval), () => Live))
        {
            snapshot = _engine.Run();
        }

        _context = new RunContext
        {
            Start = start,
            End = DateTimeOffset.UtcNow,
            IsInterrupted = _isStopped,
            Tool = "runner",
            Backend = _transport.Name,
            UnexpectedBody = _engine.UnexpectedSample,
        };
        return _snapshot = snapshot;
    }
}
