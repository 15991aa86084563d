using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace FastHttp.Load.Recording;

// What one lane has seen. Owned and written by the lane's thread alone while it runs; read by RunSnapshot.Merge after
// the lane has been joined. Nothing that runs before the stop allocates. All times are µs, and all but latencies count
// from the start of the run. Call order for an exchange: Response for each response, Latency once for each batch.
internal sealed class LaneRecorder
{
    /// <summary>Codes from here on are counted as 0, which no response may have.</summary>
    public const int StatusLimit = 1000;

    private readonly long _timeoutUs;
    private readonly long[] _errorCounts = new long[Enum.GetValues<HttpError>().Length];
    private readonly long[] _errorFirstUs = new long[Enum.GetValues<HttpError>().Length];
    private readonly long[] _errorLastUs = new long[Enum.GetValues<HttpError>().Length];
    private readonly long[] _statusCodes = new long[StatusLimit];
    private readonly List<long> _unansweredUs = [];
    private Counters _counters;
    private long _timeoutsAtTick;
    private long _writtenBefore;
    private readonly Func<int, bool>? _isBad;
    private long _lateAnswers;
    private long _overdueBatches;
    private long _lostToTime;
    private long _overdue;
    private long _lagUs;

    /// <param name="timeout">Slower responses count as timeouts and stay out of the histogram.</param>
    /// <param name="isPaced">Whether requests follow a schedule, so that there are two latencies to each.</param>
    /// <param name="isBad">Whether a status is a failure; null for those above 399.</param>
    public LaneRecorder(TimeSpan timeout, bool isPaced = false, Func<int, bool>? isBad = null)
    {
        _isBad = isBad;
        _timeoutUs = timeout.Ticks / TimeSpan.TicksPerMicrosecond;
        Uncorrected = isPaced ? new LatencyHistogram() : null;
    }

    public LatencyHistogram Latency { get; } = new();

    /// <summary>
    /// With a schedule, latency from the actual send; <see cref="Latency"/> then counts from when it was due.
    /// </summary>
    public LatencyHistogram? Uncorrected { get; }

    /// <summary>Requests that were sent later than they were due.</summary>
    public long Late { get; private set; }

    /// <summary>Those of them that had a free connection: the generator itself was late.</summary>
    public long OwnLate { get; private set; }

    /// <summary>The most by which one was late that had a free connection.</summary>
    public long OwnMaxLagUs { get; private set; }

    /// <summary>With a schedule, when the last measured request was sent, from the start of the measured time on. Any
    /// thread; what is read is a moment old.</summary>
    public long LastSentUs { get; set; }

    /// <summary>Requests that were due and never sent; set once, when the lane stops.</summary>
    public long Dropped { get; set; }

    /// <summary>Whether the lane stopped because the target could not be reached any more.</summary>
    public bool WasGivenUp { get; set; }

    /// <summary>Whether every row of the data was to be used once and was; set once, when the lane stops.</summary>
    public bool UsedAllRows { get; set; }

    /// <summary>Redirects that were not followed, since they lead elsewhere; set once, when the lane stops.</summary>
    public long RedirectsElsewhere { get; set; }

    /// <summary>Responses whose body was not as expected; set once, when the lane stops.</summary>
    public long UnexpectedBodies { get; set; }

    /// <summary>Answers that the source found to be failures although their status is none; set at each interval.
    /// </summary>
    public long UnexpectedAnswers { get; set; }

    /// <summary>Requests per second, one sample a tick that had a response.</summary>
    public LatencyHistogram Rates { get; } = new();

    /// <summary>The figures of each entry, where requests come from a list; set before the lane starts.</summary>
    public IReadOnlyList<EntryRecorder> Entries { get; set; } = [];

    /// <summary>What is recorded of a scenario; null where there is none.</summary>
    public ScenarioRecorder? Scenario { get; set; }

    public long Completed => _counters.Completed;

    public long BytesRead => _counters.BytesRead;

    /// <summary>Batches whose last response came, in time or late.</summary>
    public long Batches => _counters.Batches;

    /// <summary>Responses with a status above 399.</summary>
    public long StatusErrors => Sum(_statusCodes.AsSpan(400));

    public long Timeouts => _counters.Timeouts;

    /// <summary>When the first of the <see cref="Timeouts"/> was seen, at the resolution of a tick.</summary>
    public long TimeoutFirstUs { get; private set; }

    /// <summary>When the last of them was.</summary>
    public long TimeoutLastUs { get; private set; }

    /// <summary>Bytes that were sent, heads included.</summary>
    public long BytesWritten => _counters.BytesWritten - _writtenBefore;

    /// <summary>Requests that will not be answered, since their connection failed or was given up.</summary>
    public long Lost { get; private set; }

    /// <summary>Requests in flight when the lane stopped.</summary>
    public long InFlightAtEnd { get; private set; }

    /// <summary>Those of them that were older than the time limit.</summary>
    public long OverdueAtEnd { get; private set; }

    /// <summary>
    /// Requests in flight that were older than the time limit at the last look: they fail, whatever still comes. Never
    /// more than there are besides those that are counted as failed: read it after these. Any thread.
    /// </summary>
    public long Overdue
    {
        get => Volatile.Read(ref _overdue);
        set => Volatile.Write(ref _overdue, value);
    }

    /// <summary>Requests that were sent.</summary>
    public long Sent => Completed + Lost + InFlightAtEnd;

    /// <summary>
    /// Requests that have no answer: lost, or not sent for want of a connection, or older than the time limit when the
    /// lane stopped.
    /// </summary>
    public long Unanswered => Lost + ConnectFailures() + OverdueAtEnd;

    /// <summary>Answers that are failures: by their status, for what the source found, or because they were late.
    /// One that is bad in two ways counts once at most.</summary>
    public long Bad => Math.Min(Completed, BadByThemselves + UnexpectedAnswers);

    /// <summary>Those of them by their status, or because they were late.</summary>
    public long BadByThemselves => BadStatuses() + _lateAnswers;

    /// <summary>
    /// Failed requests: the one count of them. A connection that the server closed while it was idle is none.
    /// </summary>
    public long Failed => Unanswered + Bad;

    /// <summary>Requests whose answer came late, or not in time.</summary>
    public long TimedOut => LateAnswers + _lostToTime;

    /// <summary>Those whose connection did not end for it, one by one: to wrk a late batch is one timeout.</summary>
    public long LateAnswers => Timeouts - _overdueBatches + OverdueAtEnd;

    /// <summary>The most by which a request was sent after it was due.</summary>
    public long MaxLagUs { get; private set; }

    /// <summary>What became of the connections.</summary>
    public ConnectionRecorder Connections { get; } = new();

    /// <summary>The first failure of each kind.</summary>
    public SampleRecorder Samples { get; } = new();

    /// <summary>When the first bytes of responses came that did not come in one piece.</summary>
    public FirstByteRecorder FirstBytes { get; } = new();

    /// <summary>Errors by reason.</summary>
    public ReadOnlySpan<long> ErrorCounts => _errorCounts;

    /// <summary>The ages of the requests that were in flight when the lane stopped.</summary>
    public IReadOnlyList<long> UnansweredUs => _unansweredUs;

    public long CpuUs => _counters.CpuUs;

    /// <summary>Responses by status code; index 0 holds what is above 999.</summary>
    public ReadOnlySpan<long> StatusCodes => _statusCodes;

    /// <summary>Counts a final response.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordResponse(int status)
    {
        _counters.Completed++;
        _counters.SinceTick++;
        _statusCodes[(uint)status < StatusLimit ? status : 0]++;
    }

    /// <summary>Records the time from the first write of a batch to the end of its last response.</summary>
    /// <param name="latencyUs">That time.</param>
    /// <param name="status">The status of the last response.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordLatency(long latencyUs, int status = 200)
    {
        _counters.Batches++;
        if (latencyUs > _timeoutUs)
        {
            RecordTimeout(status);
            return;
        }

        Latency.Record(latencyUs);
    }

    /// <summary>Records both latencies of a response, or batch, that followed a schedule.</summary>
    public void RecordPacedLatency(long fromDueUs, long fromSendUs, int status = 200)
    {
        _counters.Batches++;
        Latency.Record(fromDueUs);
        Uncorrected!.Record(fromSendUs);
        if (fromSendUs > _timeoutUs)
        {
            RecordTimeout(status);
        }
    }

    /// <summary>
    /// Records, beside its latency, when the first bytes came of a response that did not come in one piece.
    /// </summary>
    /// <param name="firstUs">From the send to them.</param>
    /// <param name="wholeUs">From the send to the end of the response.</param>
    public void RecordFirstByte(long firstUs, long wholeUs)
    {
        // What is in no histogram cannot be taken out of one.
        if (Uncorrected is not null || wholeUs <= _timeoutUs)
        {
            FirstBytes.Record(firstUs, wholeUs);
        }
    }

    /// <summary>Takes by how much a request was sent after it was due.</summary>
    /// <param name="lagUs">That time.</param>
    /// <param name="isOwn">Whether a connection was free.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordLag(long lagUs, bool isOwn = false)
    {
        if (isOwn && lagUs > OwnMaxLagUs)
        {
            OwnMaxLagUs = lagUs;
        }

        if (lagUs > _lagUs)
        {
            _lagUs = lagUs;
        }
    }

    /// <summary>The largest lag since the last call.</summary>
    public long TakeLag()
    {
        long lagUs = _lagUs;
        _lagUs = 0;
        MaxLagUs = Math.Max(MaxLagUs, lagUs);
        return lagUs;
    }

    /// <summary>Counts the requests of a batch that will not be answered.</summary>
    public void RecordLost(int count, HttpError reason)
    {
        // One of these may be among them; the next look counts anew.
        Overdue = 0;
        Lost += count;
        _lostToTime += ErrorKinds.Of(reason) == WrkErrorKind.Timeout ? count : 0;
    }

    /// <summary>Counts bytes that are sent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordWritten(int count) => _counters.BytesWritten += count;

    /// <summary>The measured time begins: what was sent before is not counted.</summary>
    public void BeginMeasuring()
    {
        _writtenBefore = _counters.BytesWritten;
        Connections.BeginMeasuring();
    }

    /// <summary>Counts requests that could not be sent when they were due.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isOwn">Whether a connection was free.</param>
    public void RecordLate(int count, bool isOwn = false)
    {
        Late += count;
        OwnLate += isOwn ? count : 0;
    }

    /// <summary>
    /// Counts bytes received from the target, heads included, whether or not a response came of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordBytes(long count) => _counters.BytesRead += count;

    public void RecordError(HttpError reason, long elapsedUs)
    {
        if (_errorCounts[(int)reason]++ == 0)
        {
            _errorFirstUs[(int)reason] = elapsedUs;
        }

        _errorLastUs[(int)reason] = elapsedUs;
    }

    /// <summary>
    /// Takes a request that was sent and had no answer when the run stopped. Beyond the time limit it is a timeout:
    /// wrk, which only looks at responses that came, reports nothing for a target that hangs. Called once for each
    /// connection at most, and only when the lane stops; it is the one method here that allocates.
    /// </summary>
    /// <param name="ageUs">How long ago the batch was sent.</param>
    /// <param name="count">How many of its requests have no answer.</param>
    public void RecordUnanswered(long ageUs, int count = 1)
    {
        Overdue = 0;
        InFlightAtEnd += count;
        for (int request = 0; request < count; request++)
        {
            _unansweredUs.Add(ageUs);
        }

        if (ageUs > _timeoutUs)
        {
            _counters.Timeouts++;
            _overdueBatches++;
            OverdueAtEnd += count;
        }
    }

    /// <summary>Processor time that the lane's thread has used; set once, when the lane stops.</summary>
    public void RecordCpu(long cpuUs) => _counters.CpuUs = cpuUs;

    /// <summary>Takes a Req/Sec sample; called every 100 ms. A tick without a response extends the window.</summary>
    public void RecordTick(long elapsedUs)
    {
        NoteTimeouts(elapsedUs);
        long windowMs = (elapsedUs - _counters.WindowStartUs) / 1000;
        if (_counters.SinceTick == 0 || windowMs <= 0)
        {
            return;
        }

        Rates.Record((long)((double)_counters.SinceTick / windowMs * 1000));
        _counters.SinceTick = 0;
        _counters.WindowStartUs = elapsedUs;
    }

    public ErrorRecord ErrorOf(HttpError reason) =>
        new(reason, _errorCounts[(int)reason], _errorFirstUs[(int)reason], _errorLastUs[(int)reason])
        {
            Sample = Samples.Of(reason)?.Text,
        };

    /// <summary>Notes when timeouts came: only a tick has the time for them at hand.</summary>
    public void NoteTimeouts(long elapsedUs)
    {
        if (Timeouts == _timeoutsAtTick)
        {
            return;
        }

        TimeoutFirstUs = _timeoutsAtTick == 0 ? elapsedUs : TimeoutFirstUs;
        TimeoutLastUs = elapsedUs;
        _timeoutsAtTick = Timeouts;
    }

    private void RecordTimeout(int status)
    {
        // This may be one of them; the next look counts anew.
        Overdue = 0;
        _counters.Timeouts++;
        _lateAnswers += IsBad(status) ? 0 : 1;
    }

    private bool IsBad(int status) => _isBad is null ? status > 399 : _isBad(status);

    private long BadStatuses()
    {
        if (_isBad is null)
        {
            return StatusErrors;
        }

        long count = 0;
        for (int status = 0; status < _statusCodes.Length; status++)
        {
            count += _statusCodes[status] != 0 && _isBad(status) ? _statusCodes[status] : 0;
        }

        return count;
    }

    private long ConnectFailures()
    {
        long count = 0;
        for (int reason = 0; reason < _errorCounts.Length; reason++)
        {
            count += ErrorKinds.Of((HttpError)reason) == WrkErrorKind.Connect ? _errorCounts[reason] : 0;
        }

        return count;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }

        return sum;
    }

    // A cache line of nothing on both sides: recorders are made one after the other, and two lanes that shared a line
    // would pay for each other's writes.
    [StructLayout(LayoutKind.Explicit, Size = 64 + 64 + 64)]
    private struct Counters
    {
        [FieldOffset(64)]
        public long Completed;

        [FieldOffset(72)]
        public long SinceTick;

        [FieldOffset(80)]
        public long BytesRead;

        [FieldOffset(88)]
        public long Batches;

        [FieldOffset(96)]
        public long Timeouts;

        [FieldOffset(104)]
        public long WindowStartUs;

        [FieldOffset(112)]
        public long BytesWritten;

        [FieldOffset(120)]
        public long CpuUs;
    }
}
