using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Users;

// How a lane's figures are cut into intervals while it runs, and what it notes of its connections. An interval costs
// some microseconds when it ends and nothing before, so that every run has them.
public sealed partial class Lane
{
    // A second has a whole number of each, so that every second of a run is the end of an interval.
    private static readonly int[] s_intervalsMs = [1000, 500, 200, 100];

    // Enough to see a run's course by.
    private const int FewestIntervals = 10;

    private IntervalRecorder? _intervals;
    private ActionTimer? _intervalTimer;
    private long _intervalUs;
    private int _nextInterval;
    private int _connectionsAtEnd;

    /// <summary>Where the lane's intervals begin; asked for before it starts.</summary>
    internal LaneInterval FirstInterval => (_intervals ??= new IntervalRecorder(Recorder)).Newest;

    /// <summary>The length of an interval: a second, or a part of it for runs of less than ten.</summary>
    internal static long IntervalUsOf(RunPlan plan)
    {
        double longest = plan.HasTimeLimit ? plan.Duration.TotalMilliseconds / FewestIntervals : s_intervalsMs[0];
        int ms = Array.Find(s_intervalsMs, ms => ms <= longest);
        return 1000 * (ms == 0 ? s_intervalsMs[^1] : ms);
    }

    /// <summary>A user has a connection.</summary>
    /// <param name="connection">That connection.</param>
    /// <param name="isAgain">Whether the user had one before.</param>
    internal void OnOpened(HttpConnection connection, bool isAgain)
    {
        ConnectionTimes times = connection.OpeningTimes;
        Recorder.Connections.RecordOpened(
            (long)times.Connect.TotalMicroseconds,
            (long?)times.Tls?.TotalMicroseconds ?? -1,
            connection.IsTlsResumed,
            isAgain);
    }

    // Users leave one by one now, and are gone when the last interval is cut; until here they all took part.
    private void NoteConnectionsAtEnd() =>
        _connectionsAtEnd = Math.Max(_connectionsAtEnd, Recorder.Connections.Open);

    // Another interval is begun only if there is time for half of it, so that the last one is none of a few requests.
    private void StartIntervals()
    {
        _ = FirstInterval;
        _intervalUs = IntervalUsOf(Plan);
        _intervalTimer = new ActionTimer(EndInterval);
        ScheduleInterval();
    }

    private void ScheduleInterval()
    {
        long endUs = (_nextInterval + 1) * _intervalUs;
        if (endUs + (_intervalUs / 2) < Plan.Duration.TotalMicroseconds)
        {
            Loop.Schedule(_intervalTimer!, MeasureFrom + (endUs * Ticks.PerUs));
        }
    }

    private void EndInterval()
    {
        long elapsedUs = ElapsedUs(Loop.Now);
        int index = Math.Max(_nextInterval, (int)(elapsedUs / _intervalUs) - 1);
        CutInterval(index, elapsedUs, Recorder.Connections.Open, isLast: false);
        _nextInterval = index + 1;
        ScheduleInterval();
    }

    private void EndIntervals(long now, int connections)
    {
        if (_intervalTimer is not null)
        {
            Loop.Cancel(_intervalTimer);
            Recorder.NoteTimeouts(ElapsedUs(now));
            CutInterval(_nextInterval, ElapsedUs(now), connections, isLast: true);
        }
    }

    // What the source counts by itself is part of the same figures as what the recorder counts.
    private void TakeSourceCounts()
    {
        Source.TakeCounts();
        Recorder.RedirectsElsewhere = Source.RedirectsElsewhere - _elsewhereBefore;
        Recorder.UnexpectedBodies = UnexpectedBodies;
        Recorder.UnexpectedAnswers = UnexpectedBodies
            + (Plan.Gates.RefusesUnfollowed ? Recorder.RedirectsElsewhere : 0);
    }

    private void CutInterval(int index, long elapsedUs, int connections, bool isLast)
    {
        TakeSourceCounts();
        _intervals!.Cut(index, elapsedUs, connections, CpuSinceStartUs(), isLast, CountInFlight());
    }

    // Asked for where it matters how much of what was due is still under way.
    private int CountInFlight()
    {
        int count = 0;
        if (Plan.Load.Rate is not null)
        {
            foreach (VirtualUser user in _users)
            {
                count += user.MeasuredInFlight;
            }
        }

        return count;
    }
}
