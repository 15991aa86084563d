using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>The totals of a run: every lane's recorder merged once, after the lanes have stopped. Immutable.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class RunSnapshot
{
    private readonly LatencyHistogram _latency = new();
    private readonly LatencyHistogram _uncorrected = new();
    private readonly LatencyHistogram _rates = new();
    private readonly long[] _statusCodes = new long[LaneRecorder.StatusLimit];
    private readonly List<ErrorRecord> _errors = [];
    private readonly int _connections;
    private readonly long[] _unansweredUs;

    private RunSnapshot(IReadOnlyList<LaneRecorder> lanes, int connections, long runtimeUs)
    {
        _connections = connections;
        RuntimeUs = runtimeUs;
        foreach (LaneRecorder lane in lanes)
        {
            Add(lane);
        }

        foreach (HttpError reason in Enum.GetValues<HttpError>())
        {
            AddError(reason, lanes);
        }

        Connections = new ConnectionTotals(lanes);
        _unansweredUs = [.. lanes.SelectMany(lane => lane.UnansweredUs).Order()];

        // Late and missing responses are no errors of an exchange, so they are not among the reasons.
        Timeouts = lanes.Sum(lane => lane.Timeouts) + CountOf(WrkErrorKind.Timeout);
        ConnectErrors = CountOf(WrkErrorKind.Connect);
        ReadErrors = CountOf(WrkErrorKind.Read) + Connections.ClosedIdle;
        WriteErrors = CountOf(WrkErrorKind.Write);
        Latency = _latency.ToDistribution();
        Uncorrected = lanes.Any(lane => lane.Uncorrected is not null) ? _uncorrected.ToDistribution() : null;
        Rates = _rates.ToDistribution();
        FirstByte = MergeFirstBytes(lanes);
        IdleSample = lanes.Select(lane => lane.Samples.Idle).Where(sample => sample is not null)
            .MinBy(sample => sample!.AtUs)?.Text;
        SurplusSample = lanes.Select(lane => lane.Samples.Surplus).Where(sample => sample is not null)
            .MinBy(sample => sample!.AtUs)?.Text;
        WithoutPort = lanes.Sum(lane => lane.Samples.WithoutPort);
        StatusSamples = lanes.SelectMany(lane => lane.Samples.Responses)
            .Where(item => _statusCodes[item.Status] > 0)
            .GroupBy(item => item.Status)
            .ToDictionary(group => group.Key, group => group.MinBy(item => item.Sample.AtUs).Sample);
    }

    /// <summary>How long was measured, in µs.</summary>
    public long RuntimeUs { get; }

    /// <summary>Requests that were answered.</summary>
    public long Completed { get; private set; }

    /// <summary>Bytes read, heads included.</summary>
    public long BytesRead { get; private set; }

    internal long BytesWritten { get; private set; }

    /// <summary>Requests that were sent.</summary>
    internal long Sent { get; private set; }

    /// <summary>Failed requests, as <see cref="LaneRecorder.Failed"/>.</summary>
    internal long Failed => Unanswered + Bad;

    /// <summary>Those of them without an answer.</summary>
    internal long Unanswered { get; private set; }

    /// <summary>Those of them with one.</summary>
    internal long Bad { get; private set; }

    /// <summary>Requests whose answer came late, or not in time.</summary>
    internal long TimedOut { get; private set; }

    /// <summary>Requests in flight when the run stopped.</summary>
    internal long InFlightAtEnd { get; private set; }

    /// <summary>Requests that will not be answered, since their connection failed or was given up.</summary>
    internal long Lost => Sent - Completed - InFlightAtEnd;

    /// <summary>With a schedule, when the last request was sent, from the start of the measured time on.</summary>
    internal long LastSentUs { get; private set; }

    /// <summary>Requests that were due and never sent.</summary>
    internal long Dropped { get; private set; }

    /// <summary>The most by which a request was sent after it was due.</summary>
    internal long MaxLagUs { get; private set; }

    /// <summary>What became of the connections.</summary>
    internal ConnectionTotals Connections { get; }

    /// <summary>Late responses and requests without an answer older than the limit, and when they were seen.</summary>
    internal (long Count, long FirstUs, long LastUs) Overdue { get; private set; }

    /// <summary>The run over time; null where it was not cut into intervals.</summary>
    internal ProgressSnapshot? Course { get; private init; }

    /// <summary>What the process used while the run went on; null when it was not measured.</summary>
    internal ProcessUsage? Usage { get; init; }

    internal long Batches { get; private set; }

    /// <summary>Answers with a status of 400 and above, as wrk counts them.</summary>
    public long StatusErrors { get; private set; }

    /// <summary>Connections that could not be made.</summary>
    public long ConnectErrors { get; }

    /// <summary>Read errors as wrk counts them: a connection that was closed while it was idle is one too.</summary>
    public long ReadErrors { get; }

    /// <summary>Connections that failed while something was written.</summary>
    public long WriteErrors { get; }

    /// <summary>
    /// Late responses, exchanges that were given up, and requests without an answer older than the limit.
    /// </summary>
    public long Timeouts { get; }

    /// <summary>The ages of the requests in flight when the run stopped, ascending.</summary>
    internal ReadOnlySpan<long> UnansweredUs => _unansweredUs;

    /// <summary>
    /// Share of its run time for which the busiest lane used a processor, 0 to 1; 0 when it was not measured.
    /// </summary>
    internal double BusiestLane { get; private set; }

    /// <summary>Responses by status code; index 0 holds what is above 999.</summary>
    public IReadOnlyList<long> StatusCodes => _statusCodes;

    /// <summary>The reasons that occurred, the earliest first.</summary>
    public IReadOnlyList<ErrorRecord> Errors => _errors;

    /// <summary>Latency as measured, in µs; with a schedule, from when a request was due.</summary>
    public Distribution Latency { get; }

    /// <summary>The same with wrk's correction for coordinated omission.</summary>
    public Distribution CorrectedLatency => field ??= CorrectLatency();

    /// <summary>With a schedule, latency from when a request was sent; null without.</summary>
    public Distribution? Uncorrected { get; }

    /// <summary>From the send of a request to the first byte of its response, in µs.</summary>
    internal Distribution FirstByte { get; }

    /// <summary>The first response of each status of 300 and more.</summary>
    internal IReadOnlyDictionary<int, FailureSample> StatusSamples { get; }

    /// <summary>What the server said first on a connection that it closed while that was idle; null for nothing.
    /// </summary>
    internal string? IdleSample { get; }

    /// <summary>What came first after an answer that did not announce it; null for nothing.</summary>
    internal string? SurplusSample { get; }

    /// <summary>Connections that were not made since no local address, or port of it, was free.</summary>
    internal long WithoutPort { get; }

    /// <summary>Requests that were sent later than they were due.</summary>
    internal long Late { get; private set; }

    /// <summary>Those of them that had a free connection: the generator itself was late.</summary>
    internal long OwnLate { get; private set; }

    /// <summary>The most by which one was late that had a free connection.</summary>
    internal long OwnMaxLagUs { get; private set; }

    /// <summary>Whether a lane stopped early because the target could not be reached any more.</summary>
    internal bool WasGivenUp { get; private set; }

    /// <summary>Whether every row of the data was to be used once and was.</summary>
    internal bool UsedAllRows { get; private set; }

    /// <summary>Redirects that were not followed, since they lead to another origin.</summary>
    internal long RedirectsElsewhere { get; private set; }

    /// <summary>Responses whose status was as expected, and whose body was not.</summary>
    internal long UnexpectedBodies { get; private set; }

    /// <summary>Requests per second of one lane, sampled every 100 ms.</summary>
    public Distribution Rates { get; }

    /// <summary>The totals of each named request, where there are names.</summary>
    public IReadOnlyList<EntryFigures> Entries { get; private set; } = [];

    /// <summary>Iterations, checks and errors of a scenario; null where there was none.</summary>
    public ScenarioFigures? Scenario { get; private init; }

    /// <summary>Answers a second.</summary>
    public double RequestsPerSecond => RuntimeUs == 0 ? 0 : Completed / (RuntimeUs / 1_000_000.0);

    /// <summary>Bytes read a second.</summary>
    public double BytesPerSecond => RuntimeUs == 0 ? 0 : BytesRead / (RuntimeUs / 1_000_000.0);

    /// <param name="lanes">What the lanes have seen; they run no more.</param>
    /// <param name="connections">How many there were.</param>
    /// <param name="runtime">How long was measured.</param>
    /// <param name="entries">What the named requests are called, or null when there are none.</param>
    /// <param name="course">The run over time.</param>
    /// <param name="usage">What the process used.</param>
    internal static RunSnapshot Merge(
        IReadOnlyList<LaneRecorder> lanes,
        int connections,
        TimeSpan runtime,
        IReadOnlyList<(string? Method, string Name)>? entries = null,
        ProgressSnapshot? course = null,
        ProcessUsage? usage = null) =>
        new(lanes, connections, runtime.Ticks / TimeSpan.TicksPerMicrosecond)
        {
            Entries = entries is null ? [] : MergeEntries(lanes, entries),
            Course = course,
            Scenario = ScenarioFigures.Of(lanes),
            Usage = usage,
        };

    private Distribution CorrectLatency()
    {
        LatencyHistogram corrected = _latency.Clone();
        long intervalUs = OmissionCorrection.IntervalUs(RuntimeUs, Batches, _connections);
        OmissionCorrection.AddOmitted(Latency, intervalUs, corrected);
        return corrected.ToDistribution();
    }

    /// <summary>The totals of each named request, merged over the lanes.</summary>
    /// <param name="lanes">The recorders of this snapshot.</param>
    /// <param name="names">What they are called.</param>
    private static EntryFigures[] MergeEntries(
        IReadOnlyList<LaneRecorder> lanes, IReadOnlyList<(string? Method, string Name)> names)
    {
        EntryFigures[] figures = new EntryFigures[names.Count];
        for (int index = 0; index < names.Count; index++)
        {
            LatencyHistogram latency = new();
            // A lane that did not meet the last names has no recorders for them.
            EntryRecorder[] recorders =
                [.. lanes.Where(lane => lane.Entries.Count > index).Select(lane => lane.Entries[index])];
            Array.ForEach(recorders, recorder => latency.Merge(recorder.Latency));
            figures[index] = new EntryFigures(
                names[index].Name,
                recorders.Sum(recorder => recorder.Sent),
                recorders.Sum(recorder => recorder.StatusErrors),
                latency.ToDistribution())
            {
                Method = names[index].Method,
                Unanswered = recorders.Sum(recorder => recorder.Unanswered),
                Failed = recorders.Sum(recorder => recorder.Failed),
                Statuses = [.. SumOf(recorders, recorder => recorder.Statuses)
                    .Select(item => new StatusCount(item.Number, item.Count))],
                Reasons = [.. SumOf(recorders, recorder => recorder.Reasons)
                    .Select(item => new ErrorCount((HttpError)item.Number, item.Count))],
            };
        }

        return figures;
    }

    private static IEnumerable<(int Number, long Count)> SumOf(
        EntryRecorder[] recorders, Func<EntryRecorder, Tally> read) => recorders
        .SelectMany(recorder => read(recorder).Items)
        .GroupBy(item => item.Number)
        .OrderBy(group => group.Key)
        .Select(group => (group.Key, group.Sum(item => item.Count)));

    private Distribution MergeFirstBytes(IReadOnlyList<LaneRecorder> lanes)
    {
        LatencyHistogram first = new();
        LatencyHistogram whole = new();
        foreach (LaneRecorder lane in lanes)
        {
            lane.FirstBytes.AddTo(first, whole);
        }

        return whole.Count == 0
            ? Uncorrected ?? Latency
            : (Uncorrected is null ? _latency : _uncorrected).Exchange(whole, first).ToDistribution();
    }

    private long CountOf(WrkErrorKind kind) => _errors.Where(error => error.Kind == kind).Sum(error => error.Count);

    private void Add(LaneRecorder lane)
    {
        _latency.Merge(lane.Latency);
        _rates.Merge(lane.Rates);
        if (lane.Uncorrected is { } uncorrected)
        {
            _uncorrected.Merge(uncorrected);
        }

        Late += lane.Late;
        OwnLate += lane.OwnLate;
        OwnMaxLagUs = Math.Max(OwnMaxLagUs, lane.OwnMaxLagUs);
        WasGivenUp |= lane.WasGivenUp;
        UsedAllRows |= lane.UsedAllRows;
        RedirectsElsewhere += lane.RedirectsElsewhere;
        UnexpectedBodies += lane.UnexpectedBodies;
        Completed += lane.Completed;
        BytesRead += lane.BytesRead;
        BytesWritten += lane.BytesWritten;
        Sent += lane.Sent;
        Unanswered += lane.Unanswered;
        Bad += lane.Bad;
        TimedOut += lane.TimedOut;
        InFlightAtEnd += lane.InFlightAtEnd;
        Dropped += lane.Dropped;
        LastSentUs = Math.Max(LastSentUs, lane.LastSentUs);
        MaxLagUs = Math.Max(MaxLagUs, lane.MaxLagUs);
        AddOverdue(lane);
        Batches += lane.Batches;
        StatusErrors += lane.StatusErrors;
        BusiestLane = RuntimeUs == 0 ? 0 : Math.Max(BusiestLane, (double)lane.CpuUs / RuntimeUs);
        for (int index = 0; index < _statusCodes.Length; index++)
        {
            _statusCodes[index] += lane.StatusCodes[index];
        }
    }

    private void AddOverdue(LaneRecorder lane)
    {
        if (lane.Timeouts > 0)
        {
            long first = Overdue.Count == 0 ? lane.TimeoutFirstUs : Math.Min(Overdue.FirstUs, lane.TimeoutFirstUs);
            Overdue = (Overdue.Count + lane.LateAnswers, first, Math.Max(Overdue.LastUs, lane.TimeoutLastUs));
        }
    }

    private void AddError(HttpError reason, IReadOnlyList<LaneRecorder> lanes)
    {
        ErrorRecord[] seen = [.. lanes.Select(lane => lane.ErrorOf(reason)).Where(error => error.Count > 0)];
        if (seen.Length > 0)
        {
            _errors.Add(new ErrorRecord(
                reason,
                seen.Sum(error => error.Count),
                seen.Min(error => error.FirstUs),
                seen.Max(error => error.LastUs))
            {
                Sample = seen.OrderBy(error => error.FirstUs)
                    .Select(error => error.Sample).FirstOrDefault(sample => sample is { Length: > 0 }),
            });
            _errors.Sort((left, right) => left.FirstUs.CompareTo(right.FirstUs));
        }
    }
}

// How often one reason occurred.
internal readonly record struct ErrorCount(HttpError Reason, long Count);

// How often one status code came.
internal readonly record struct StatusCount(int Code, long Count);
