using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;

namespace Runner.Locust;

// One measured run of all user classes, from its start until their lanes have ended: what LoadEngine is to a plan whose
// users are fixed. Made by the host's thread; what goes on can be looked at by any.
internal sealed class RunMeasurement
{
    private readonly IReadOnlyList<UserGroup> _groups;
    private readonly EntryNames _names = new();
    private readonly ProcessUsage _usage = ProcessUsage.Take();
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Has the lanes measure from now on.</summary>
    public RunMeasurement(IReadOnlyList<UserGroup> groups)
    {
        _groups = groups;
        LaneInterval[] first = [.. groups.SelectMany(group => group.Measure(_names))];
        Progress = new RunProgress(first, Lane.IntervalUsOf(groups[0].Plan));
    }

    /// <summary>When it began.</summary>
    public DateTimeOffset Began { get; } = DateTimeOffset.UtcNow;

    /// <summary>The run so far, interval by interval.</summary>
    public RunProgress Progress { get; }

    /// <summary>How long it has gone on.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Responses so far; a moment old.</summary>
    public long Completed => Lanes.Sum(lane => lane.Recorder.Completed);

    /// <summary>What the lanes count. Any thread; what is read is a moment old.</summary>
    public IReadOnlyList<LaneRecorder> Recorders => [.. Lanes.Select(lane => lane.Recorder)];

    /// <summary>Answers whose body was not as expected, so far; a moment old.</summary>
    public long UnexpectedBodies => Lanes.Sum(lane => lane.UnexpectedBodies);

    /// <summary>What the process has used since the run began.</summary>
    public ProcessUsage UsageSoFar => ProcessUsage.Take().Since(_usage);

    /// <summary>The first of them, for people; null when there was none.</summary>
    public string? UnexpectedSample =>
        Lanes.Select(lane => lane.Source.UnexpectedSample).FirstOrDefault(sample => sample is not null);

    private IEnumerable<Lane> Lanes => _groups.SelectMany(group => group.Lanes);

    /// <summary>All that was recorded, once the lanes have ended.</summary>
    /// <param name="users">How many there were at most.</param>
    public RunSnapshot Merge(int users)
    {
        long stoppedAt = Math.Max(_start, Lanes.Max(lane => lane.StoppedAt));
        return RunSnapshot.Merge(
            [.. Lanes.Select(lane => lane.Recorder)],
            users,
            Stopwatch.GetElapsedTime(_start, stoppedAt),
            _names.All,
            Progress.Take(),
            ProcessUsage.Take().Since(_usage));
    }
}
