using System;
using System.Collections.Generic;
using System.IO;
using FastHttp.Load;
using FastHttp.Load.Gates;
using FastHttp.Load.Results;
using Runner.Live;
using Runner.Options;
using Runner.Outputs;

namespace Runner.Sessions;

// What a command does around what it measures, in the order of its methods: opens the outputs, makes room in them once
// a run begins, shows it while it goes on, judges it, explains how it came out, writes it, and tells the exit code. One
// run for `wrk`, one after the other for `locust`; `repeat` has each in a process, and so in a session, of its own. One
// call at a time, except for Hide.
internal sealed class Session : IDisposable
{
    private readonly ResultOutputs _outputs;
    private readonly CliOptions _options;
    private LiveView? _view;
    private bool _isIncomplete;
    private int _runs;

    private Session(ResultOutputs outputs, CliOptions options)
    {
        _outputs = outputs;
        _options = options;
    }

    /// <summary>Where the report in text goes.</summary>
    public TextWriter Report => _outputs.Report;

    /// <summary>Whether that is a terminal.</summary>
    public bool ReportsOnTerminal => _outputs.ReportsOnTerminal;

    /// <summary>The exit code that the thresholds decide, or 0: that of the first run that failed.</summary>
    public int JudgedCode { get; private set; }

    /// <summary>Opens everything that was asked for.</summary>
    /// <returns>The session, or why something cannot be had.</returns>
    public static (Session? Session, string? Refusal) Open(CliOptions options)
    {
        (ResultOutputs? outputs, string? refusal) = ResultOutputs.Open(options.Output);
        return (outputs is null ? null : new Session(outputs, options), refusal);
    }

    /// <summary>A run begins, which nothing can refuse any more: makes room for its results.</summary>
    public void Begin() => _outputs.Begin(++_runs);

    /// <summary>Shows the run while it goes on.</summary>
    /// <param name="target">What is loaded.</param>
    /// <param name="stop">Ends the run.</param>
    public void Show(ScreenTarget target, Action stop) => _view = LiveView.Start(_options.Live, target, stop);

    /// <summary>Has all that was asked for hear of what is measured. Before that begins.</summary>
    public void Observe(MeasuredRun run)
    {
        _view!.Observe(run.Observe);
        foreach (ILiveObserver observer in _outputs.Observers)
        {
            run.Observe(observer);
        }
    }

    /// <summary>Prints a line that is no part of what is shown; false where nothing is in its way.</summary>
    public bool TryPrint(string line) => _view!.TryPrint(line);

    /// <summary>Leaves the terminal as it was. Any thread; more than once, if need be.</summary>
    public void Hide() => _view?.Dispose();

    /// <summary>Holds a run that has ended against what it had to live up to.</summary>
    public EndedRun Judge(MeasuredRun run)
    {
        Hide();
        IReadOnlyList<Verdict> verdicts = run.Judge();
        int codeOfErrors = _options.Gates.ExitCodeOnError is { } code && run.HasErrors ? code : 0;
        JudgedCode = ExitCodes.First(
            JudgedCode, ExitCodes.Of(verdicts, codeOfErrors, run.WasInterrupted, run.WasAborted));
        return new EndedRun(run, verdicts);
    }

    /// <summary>Says on stderr how a run came out.</summary>
    public static void Explain(EndedRun ended)
    {
        (MeasuredRun run, IReadOnlyList<Verdict> verdicts) = ended;
        if (run.WasAborted)
        {
            Console.Error.Write("runner: ended early, since a threshold was missed (--abort-on-fail)\n");
        }

        GateReport.Write(Console.Error, verdicts, run.WasInterrupted, run.UnexpectedSample);
    }

    /// <summary>Hands its results to all that were asked for.</summary>
    public void Write(EndedRun ended) =>
        _isIncomplete |= !_outputs.Write(() => ended.Run.Document!, Console.Error);

    /// <summary>The exit code, once everything is written.</summary>
    /// <param name="own">What the command has to say without results; it comes first.</param>
    public int ExitCode(int own) => ExitCodes.First(own, JudgedCode, _isIncomplete ? 1 : 0);

    public void Dispose()
    {
        Hide();
        _outputs.Dispose();
    }
}

// A run that is over, and how it came out. Immutable.
internal sealed record EndedRun(MeasuredRun Run, IReadOnlyList<Verdict> Verdicts);
