using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Stability;

namespace FastHttp.Load;

/// <summary>
/// One run from the moment when it is measured to its document: its observers, what ends it early, and its results. Its
/// owner begins and ends it, and knows how it is run. Any thread may read it.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class MeasuredRun : IDisposable
{
    private readonly Measurement _measured;
    private readonly string _tool;
    private readonly string _backend;
    private readonly Action _stop;
    private readonly List<ILiveObserver> _observers = [];
    private DateTimeOffset _start;
    private AbortWatch? _watch;
    private LiveNotifier? _notifier;
    private IReadOnlyList<string> _faults = [];
    private RunContext? _context;
    private ResultDocument? _document;

    /// <param name="plan">What is run.</param>
    /// <param name="measured">What its lanes record.</param>
    /// <param name="tool">What the document calls the program.</param>
    /// <param name="backend">The name of the transport.</param>
    /// <param name="stop">Ends the run early.</param>
    public MeasuredRun(RunPlan plan, Measurement measured, string tool, string backend, Action stop)
    {
        Plan = plan;
        _measured = measured;
        _tool = tool;
        _backend = backend;
        _stop = stop;
    }

    /// <summary>What is run; once it has ended, as it was in all.</summary>
    internal RunPlan Plan { get; private set; }

    /// <summary>All that was recorded; null before the end.</summary>
    public RunSnapshot? Snapshot { get; private set; }

    /// <summary>Whether the run ended before its time because the user said so.</summary>
    public bool WasInterrupted { get; private set; }

    /// <summary>Whether it was ended because a threshold was missed.</summary>
    public bool WasAborted => _watch is { HasAborted: true };

    /// <summary>The first answer whose body was not as expected, for people; null when there was none.</summary>
    public string? UnexpectedSample => _measured.UnexpectedSample;

    /// <summary>The run as far as it has come; after the run, its last state.</summary>
    internal LiveFigures Live => LiveBuilder.Build(
        Plan,
        _measured.Progress.Take(),
        _measured.Elapsed ?? -Plan.Load.Warmup,
        _measured.Completed,
        Aside,
        Snapshot is not null);

    /// <summary>All results; null before the end.</summary>
    public ResultDocument? Document =>
        Snapshot is null ? null : _document ??= DocumentBuilder.Build(Plan, Snapshot, _context!);

    /// <summary>Whether a request failed. After the end.</summary>
    public bool HasErrors => GateReading.Of(Plan, Snapshot!).Errors > 0;

    /// <summary>Adds an observer that hears of the run while it goes on. Before it begins.</summary>
    public void Observe(ILiveObserver observer) => _observers.Add(observer);

    /// <summary>Starts to tell the observers, and to end the run at a missed threshold if that was asked for.</summary>
    public void Begin()
    {
        _start = DateTimeOffset.UtcNow;
        if (Plan.Gates.AbortsOnFail)
        {
            _watch = new AbortWatch(Plan.Gates, CountsNow, GatesSoFar, _stop);
            _observers.Add(_watch);
        }

        _notifier = new LiveNotifier(
            _measured.Progress, _observers, interval => SeriesSection.PointOf(Plan, interval), () => Live);
    }

    /// <summary>Tells the observers the last interval, and nothing after it.</summary>
    public void Dispose()
    {
        _watch?.Dispose();
        if (_notifier is { } notifier)
        {
            _notifier = null;
            notifier.Dispose();
            _faults = notifier.Faults;
        }
    }

    /// <summary>Takes the results of the run.</summary>
    /// <param name="plan">What was run.</param>
    /// <param name="snapshot">All that was recorded.</param>
    /// <param name="wasInterrupted">Whether the user ended it before its time.</param>
    public void End(RunPlan plan, RunSnapshot snapshot, bool wasInterrupted)
    {
        Dispose();
        WasInterrupted = wasInterrupted;
        _context = new RunContext
        {
            Start = _start,
            End = DateTimeOffset.UtcNow,
            IsInterrupted = wasInterrupted || WasAborted,
            Tool = _tool,
            Backend = _backend,
            UnexpectedBody = UnexpectedSample,
            Warnings = _faults,
        };
        Plan = plan;
        Snapshot = snapshot;
    }

    /// <summary>Compares the run with its thresholds, if it has any. After the end.</summary>
    public IReadOnlyList<Verdict> Judge() =>
        Plan.Gates.IsGated ? GateReading.Of(Plan, Snapshot!).Judge(Plan.Gates.Thresholds) : [];

    private LiveAside Aside => new()
    {
        Recorders = _measured.Recorders,
        UnexpectedBodies = _measured.UnexpectedBodies,
        Usage = _measured.Usage,
    };

    private GateFigures CountsNow() => GateReading.Now(Plan, _measured.Recorders, _measured.UnexpectedBodies);

    private GateFigures GatesSoFar() => GateReading.SoFar(Plan, _measured.Progress.Take(), Aside);
}
