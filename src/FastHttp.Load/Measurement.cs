using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Stability;
using FastHttp.Load.Users;
using FastHttp.Transports;

namespace FastHttp.Load;

/// <summary>
/// What the lanes of one run have recorded, whether the plan or a master's orders say how many users there are. Its
/// owner begins and merges it. Any thread may call the rest; what that returns is a moment old.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class Measurement(IReadOnlyList<Lane> lanes, RunProgress progress)
{
    private long _from;
    private ProcessUsage? _before;
    private EntryNames? _names;

    /// <summary>The run so far, interval by interval.</summary>
    internal RunProgress Progress => progress;

    /// <summary>How much of the measured time is over; null before it is known, negative in a warm-up.</summary>
    internal TimeSpan? Elapsed => _from == 0 ? null : Stopwatch.GetElapsedTime(_from, lanes[0].Loop.Now);

    /// <summary>What the lanes count.</summary>
    internal IReadOnlyList<LaneRecorder> Recorders => [.. lanes.Select(lane => lane.Recorder)];

    /// <summary>Responses so far.</summary>
    internal long Completed => lanes.Sum(lane => lane.Recorder.Completed);

    /// <summary>Answers whose body was not as expected, so far.</summary>
    internal long UnexpectedBodies => lanes.Sum(lane => lane.UnexpectedBodies);

    /// <summary>The first of them, for people; null when there was none.</summary>
    internal string? UnexpectedSample =>
        lanes.Select(lane => lane.Source.UnexpectedSample).FirstOrDefault(sample => sample is not null);

    /// <summary>What the process has used since the start; null before it.</summary>
    internal ProcessUsage? Usage => _before is { } before ? ProcessUsage.Take().Since(before) : null;

    /// <summary>Makes lanes whose users come and go measure from now on, anew if they did before.</summary>
    /// <param name="lanes">The lanes, and who keeps the figures of their named requests; that is called on their loops.
    /// The first lane of each loop stands for its time.</param>
    public static Measurement Start(IReadOnlyList<(Lane Lane, Action<EntryTable> Keep)> lanes)
    {
        ProcessUsage before = ProcessUsage.Take();
        long from = lanes[0].Lane.Loop.Now;
        EntryNames names = new();
        HashSet<TransportLoop> loops = [];
        List<LaneInterval> first = [];
        foreach ((Lane lane, Action<EntryTable> keep) in lanes)
        {
            EntryTable table = new(names, lane.Plan.IsBadStatus);
            first.Add(lane.Measure(table, countsCpu: loops.Add(lane.Loop), () => keep(table)));
        }

        Measurement measured = new(
            [.. lanes.Select(item => item.Lane)], new RunProgress(first, Lane.IntervalUsOf(lanes[0].Lane.Plan)));
        measured._names = names;
        measured.Begin(from, before);
        return measured;
    }

    /// <summary>The measured time begins.</summary>
    /// <param name="from">When, in the time of the lanes' loops.</param>
    /// <param name="before">What the process had used until then.</param>
    internal void Begin(long from, ProcessUsage before)
    {
        _before = before;
        _from = from;
    }

    /// <summary>Merges what was recorded, once every lane has stopped.</summary>
    /// <param name="users">How many there were at most.</param>
    /// <param name="entries">The named requests; null for those that were found, if any.</param>
    public RunSnapshot Merge(int users, IReadOnlyList<(string? Method, string Name)>? entries = null)
    {
        long stoppedAt = Math.Max(_from, lanes.Max(lane => lane.StoppedAt));
        return RunSnapshot.Merge(
            Recorders,
            users,
            Stopwatch.GetElapsedTime(_from, stoppedAt),
            entries ?? _names?.All,
            progress.Take(),
            ProcessUsage.Take().Since(_before!));
    }
}
