using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using FastHttp.Transports;
using Runner.Planning;
using Runner.Recording;

namespace Runner.Execution;

// Runs a plan: makes the lanes, starts them together, stops them on time or when asked, and merges what they recorded.
// Owned by the calling thread; Stop is open to any thread.
internal sealed class LoadEngine : IDisposable
{
    private readonly RunPlan _plan;
    private readonly Lane[] _lanes;
    private readonly CountdownEvent _running;
    private long _start;

    public LoadEngine(RunPlan plan, Transport transport)
    {
        _plan = plan;
        _running = new CountdownEvent(plan.Lanes);
        _lanes = [.. Enumerable.Range(0, plan.Lanes).Select(index => new Lane(plan, index, transport, _running))];
    }

    /// <summary>Runs to the end. Called once.</summary>
    public RunSnapshot Run()
    {
        // Every lane stands ready before the clock starts, so none gets a head start (wrk.md §2.1).
        _start = Stopwatch.GetTimestamp();
        foreach (Lane lane in _lanes)
        {
            lane.Start(_start);
        }

        _running.Wait();
        TimeSpan runtime = Stopwatch.GetElapsedTime(_start, _lanes.Max(lane => lane.StoppedAt));
        return RunSnapshot.Merge([.. _lanes.Select(lane => lane.Recorder)], _plan.Connections, runtime);
    }

    /// <summary>Ends the run early; what has been measured is reported.</summary>
    public void Stop()
    {
        foreach (Lane lane in _lanes)
        {
            lane.RequestStop();
        }
    }

    public void Dispose()
    {
        foreach (Lane lane in _lanes)
        {
            lane.Dispose();
        }

        _running.Dispose();
    }
}
