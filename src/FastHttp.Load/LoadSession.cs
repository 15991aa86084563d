using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Sources;
using FastHttp.Load.Stability;
using FastHttp.Load.Users;
using FastHttp.Transports;

namespace FastHttp.Load;

/// <summary>
/// The run of a plan whose users are fixed, from its lanes to its document: what a load test and the command have in
/// common. Measure blocks its caller; everything else may be called from any thread.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class LoadSession : IDisposable
{
    private readonly LoadEngine _engine;
    private readonly RunPlan _plan;
    private readonly Transport _transport;
    private volatile bool _isInterrupted;

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
        _engine = new LoadEngine(plan, transport, sources, pacers);
        Run = new MeasuredRun(plan, _engine.Measured, tool, transport.Name, _engine.Stop);
    }

    /// <summary>What is measured, and what comes of it.</summary>
    public MeasuredRun Run { get; }

    /// <summary>All results; null before the run has ended.</summary>
    internal ResultDocument? Document => Run.Document;

    /// <summary>Why the run could not go on, or null.</summary>
    internal string? Failure => _engine.Failure;

    /// <summary>What was wrong with a certificate that was accepted, for people; null when nothing was.</summary>
    public string? BadCertificate => _engine.BadCertificate;

    /// <summary>Runs to the end. Called once.</summary>
    public RunSnapshot Measure()
    {
        if (CodeWarmup.IsNeeded)
        {
            CodeWarmup.Run(_plan, _transport);
        }

        Run.Begin();
        RunSnapshot snapshot = _engine.Run();
        Run.End(_plan, snapshot, _isInterrupted);
        return snapshot;
    }

    /// <summary>Ends the run early because the user said so; what has been measured is returned by
    /// <see cref="Measure"/>.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        _engine.Stop();
    }

    /// <summary>Closes what the run holds. Not while it runs.</summary>
    public void Dispose()
    {
        try
        {
            Run.Dispose();
        }
        finally
        {
            _engine.Dispose();
        }
    }
}
