using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports;

namespace FastHttp.Load;

// One run of a plan, from its lanes to its document: what a load test and the command have in common. Measure blocks
// its caller; everything else may be called from any thread.
internal sealed class LoadSession : IDisposable
{
    private readonly LoadEngine _engine;
    private readonly RunPlan _plan;
    private readonly Transport _transport;
    private readonly string _tool;
    private readonly List<ILiveObserver> _observers = [];
    private bool _isStopped;
    private RunSnapshot? _snapshot;
    private RunContext? _context;
    private ResultDocument? _document;

    /// <param name="plan">What to run.</param>
    /// <param name="transport">What carries the bytes.</param>
    /// <param name="tool">What the document calls the program.</param>
    /// <param name="sources">The source of each lane's requests.</param>
    /// <param name="pacers">Makes each lane's pacer, where the sources have a say in it; null for the plan's.</param>
    public LoadSession(
        RunPlan plan,
        Transport transport,
        string tool,
        IReadOnlyList<RequestSource> sources,
        Func<int, Func<Lane, Pacer>>? pacers = null)
    {
        _plan = plan;
        _transport = transport;
        _tool = tool;
        _engine = new LoadEngine(plan, transport, sources, pacers);
    }

    /// <summary>The run as far as it has come; after the run, its last state.</summary>
    public LiveFigures Live => LiveBuilder.Build(
        _plan,
        _engine.Progress.Take(),
        _engine.Elapsed,
        _engine.Completed,
        new LiveAside
        {
            Recorders = _engine.Recorders,
            UnexpectedBodies = _engine.UnexpectedBodies,
            Usage = _engine.Usage,
        },
        _snapshot is not null);

    /// <summary>All results; null before the run has ended.</summary>
    public ResultDocument? Document =>
        _snapshot is null ? null : _document ??= DocumentBuilder.Build(_plan, _snapshot, _context!);

    /// <summary>Whether the run ended before its time because the user said so.</summary>
    public bool WasInterrupted { get; private set; }

    /// <summary>Why the run could not go on, or null.</summary>
    public string? Failure => _engine.Failure;

    /// <summary>What was wrong with a certificate that was accepted, for people; null when nothing was.</summary>
    public string? BadCertificate => _engine.BadCertificate;

    /// <summary>What has been counted to this moment.</summary>
    public GateFigures CountsNow => GateReading.Now(_plan, _engine.Recorders, _engine.UnexpectedBodies);

    /// <summary>The figures of the thresholds, as far as the run has come.</summary>
    public GateFigures GatesSoFar =>
        GateReading.SoFar(_plan, _engine.Progress.Take(), _engine.UnexpectedBodies) with
        {
            Checks = ScenarioFigures.Merge(
                _engine.Recorders.SelectMany(recorder => recorder.Scenario?.TakeChecks() ?? [])),
        };

    /// <summary>The first answer whose body was not as expected, for people; null when there was none.</summary>
    public string? UnexpectedSample => _engine.UnexpectedSample;

    /// <summary>Has an observer hear of the run while it goes on. Before the run.</summary>
    public void Observe(ILiveObserver observer) => _observers.Add(observer);

    /// <summary>Ends the run as soon as a threshold is missed, if that was asked for. Before the run.</summary>
    /// <returns>What watches, to be disposed of after the run; null where nothing does.</returns>
    public AbortWatch? WatchGates()
    {
        if (!_plan.Gates.AbortsOnFail)
        {
            return null;
        }

        AbortWatch watch = new(_plan.Gates, () => CountsNow, () => GatesSoFar, Stop);
        Observe(watch);
        return watch;
    }

    /// <summary>Runs to the end. Called once.</summary>
    public RunSnapshot Measure()
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
            Tool = _tool,
            Backend = _transport.Name,
            UnexpectedBody = _engine.UnexpectedSample,
        };
        return _snapshot = snapshot;
    }

    /// <summary>Ends the run early; what has been measured is returned by <see cref="Measure"/>.</summary>
    public void Stop()
    {
        _isStopped = true;
        _engine.Stop();
    }

    /// <summary>As <see cref="Stop"/>, because the user said so.</summary>
    public void Interrupt()
    {
        WasInterrupted = true;
        Stop();
    }

    /// <summary>Closes what the run holds. Not while it runs.</summary>
    public void Dispose() => _engine.Dispose();
}
