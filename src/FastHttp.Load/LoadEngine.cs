using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using FastHttp.Load.Pacing;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Stability;
using FastHttp.Load.Users;
using FastHttp.Transports;

namespace FastHttp.Load;

/// <summary>
/// Runs a plan: makes the lanes, starts them together, stops them on time or when asked, and merges what they recorded.
/// Owned by the calling thread; Stop is open to any thread.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class LoadEngine : ILaneOwner, IDisposable
{
    private readonly RunPlan _plan;
    private readonly Lane[] _lanes;
    private readonly CountdownEvent _running;

    /// <param name="plan">What to run.</param>
    /// <param name="transport">How to reach the target.</param>
    /// <param name="sources">The source of each lane's requests; the engine disposes them.</param>
    /// <param name="pacers">Makes each lane's pacer, where the sources have a say in it; null for the plan's.</param>
    internal LoadEngine(
        RunPlan plan,
        Transport transport,
        IReadOnlyList<RequestSource> sources,
        Func<int, Func<Lane, Pacer>>? pacers = null)
    {
        _plan = plan;
        _running = new CountdownEvent(plan.Lanes);
        RequestBudget? budget = plan.Load.Requests > 0 ? new RequestBudget(plan.Load.Requests, plan.Connections) : null;
        _lanes = [.. sources.Select((source, index) => new Lane(
            plan, index, transport, source, budget, this, pacers is null ? Pacers.For(plan, index) : pacers(index)))];
        Measured = new Measurement(
            _lanes, new RunProgress([.. _lanes.Select(lane => lane.FirstInterval)], Lane.IntervalUsOf(plan)));
    }

    /// <summary>Why the run could not go on, or null: the first failure of a source.</summary>
    internal string? Failure =>
        _lanes.Select(lane => lane.Source.Failure).FirstOrDefault(failure => failure is not null);

    /// <summary>What was wrong with a certificate that was accepted, for people; null when nothing was.</summary>
    internal string? BadCertificate =>
        _lanes.Select(lane => lane.Certificates.Text).FirstOrDefault(text => text is not null);

    /// <summary>What the lanes have recorded.</summary>
    internal Measurement Measured { get; }

    // Any loop tells the time of all.
    private TransportLoop Clock => _lanes[0].Loop;

    /// <summary>The lanes, for who drives their loops.</summary>
    internal IReadOnlyList<Lane> Lanes => _lanes;

    /// <summary>Whether every lane has stopped.</summary>
    internal bool IsEnded => _running.IsSet;

    /// <summary>Runs to the end. Called once, instead of <see cref="Start"/> and <see cref="End"/>.</summary>
    public RunSnapshot Run()
    {
        Start();
        _running.Wait();
        return End();
    }

    /// <summary>Has the lanes begin. Called once.</summary>
    internal void Start()
    {
        // Every lane stands ready before the clock starts, so none gets a head start.
        ProcessUsage before = ProcessUsage.Take();
        long start = Clock.Now;
        Measured.Begin(start + Ticks.Of(_plan.Load.Warmup), before);
        foreach (Lane lane in _lanes)
        {
            lane.Start(start);
        }
    }

    /// <summary>Merges what was recorded, once every lane has stopped.</summary>
    internal RunSnapshot End()
    {
        (string? Method, string Name)[]? entries = _plan.Entries is { IsReported: true } list
            ? [.. list.Entries.Select(entry => ((string?)entry.Method, entry.Name))]
            : _lanes[0].Source.Names?.All.ToArray();
        return Measured.Merge(_plan.Connections, entries);
    }

    /// <summary>Ends the run early; what has been measured is reported. Any thread.</summary>
    internal void Stop()
    {
        foreach (Lane lane in _lanes)
        {
            lane.RequestStop();
        }
    }

    /// <summary>One lane that cannot go on ends the run of all.</summary>
    public void OnSourceFailed(Lane lane) => Stop();

    /// <inheritdoc />
    public void OnLaneStopped(Lane lane) => _running.Signal();

    /// <summary>Frees what the lanes hold, once they have stopped.</summary>
    public void Dispose()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Dispose();
        }

        _running.Dispose();
    }
}
