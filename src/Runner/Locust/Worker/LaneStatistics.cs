using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using FastHttp;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using LocustBridge.Statistics;

namespace Runner.Locust.Worker;

// Records the exchanges of one lane in Locust's terms: a row for each method and name, a failure for a status of 400 or
// more and for each request that got no answer. Lives on the lane's loop.
// Invariant: each request that was sent and not given up by us is in the statistics exactly once.
internal sealed class LaneStatistics : IExchangeObserver
{
    private static readonly double s_msPerTick = 1000.0 / Stopwatch.Frequency;

    private readonly StatsLane _lane;
    private readonly LocustStatistics _statistics;
    private readonly RequestNames _names;
    private readonly RequestSource _source;
    private readonly RequestScanner _scanner = new();
    private readonly Dictionary<(int Entry, int Reason), int> _errors = [];
    private readonly int _defaultEntry;
    private readonly bool _isFixed;
    private Pending[] _pending = new Pending[16];
    private EntryTable? _table;
    private int _kept;

    /// <param name="lane">Where to record; belongs to the same loop.</param>
    /// <param name="statistics">The rows.</param>
    /// <param name="names">The names.</param>
    /// <param name="source">What the lane's users send.</param>
    /// <param name="first">The request that stands for a user's first as long as it could not connect.</param>
    public LaneStatistics(
        StatsLane lane,
        LocustStatistics statistics,
        RequestNames names,
        RequestSource source,
        ReadOnlySpan<byte> first)
    {
        _lane = lane;
        _statistics = statistics;
        _names = names;
        _source = source;
        _defaultEntry = names.EntryOf(first, default);

        // One request for ever has one name for ever.
        _isFixed = source.IsFixed;
    }

    /// <summary>
    /// Keeps full figures of what is sent from now on, beside the rows, whose response times are rounded. On the loop.
    /// </summary>
    public void Keep(EntryTable table)
    {
        _table = table;
        _kept++;
    }

    public void OnSending(int user, ReadOnlySpan<byte> batch, int count)
    {
        ref Pending pending = ref Note(user, batch, count);
        if (_table is not null)
        {
            for (int index = 0; index < count; index++)
            {
                RecorderOf(_table, EntryAt(in pending, index)).RecordSent();
            }
        }
    }

    public void OnResponse(int user, in ExchangeOutcome outcome, long elapsed)
    {
        ref Pending pending = ref _pending[user];
        int entry = EntryAt(in pending, pending.Answered++);
        Book(entry, outcome.StatusCode, elapsed, outcome.BodyLength, pending.Kept == _kept);
    }

    public void OnFailure(int user, HttpError error, long elapsed)
    {
        ref Pending pending = ref _pending[user];
        if (error == HttpError.Disposed)
        {
            // We gave it up: neither the target's success nor its failure.
            return;
        }

        while (pending.Answered < pending.Count)
        {
            Book(EntryAt(in pending, pending.Answered++), -(int)error, elapsed, 0, pending.Kept == _kept);
        }
    }

    public void OnOpenFailed(int user, HttpError error, long elapsed)
    {
        if (_source.Scenario is not null)
        {
            // What the user was about to send is lost; one that pauses loses nothing.
            if (_source.TryPeek(user, out RequestBatch batch))
            {
                _ = Note(user, batch.Bytes, batch.Traits.Length);
                OnFailure(user, error, elapsed);
            }

            return;
        }

        int entry = user < _pending.Length && _pending[user].Entry > 0 ? _pending[user].Entry - 1 : _defaultEntry;
        Book(entry, -(int)error, elapsed, 0, isMeasured: true);
    }

    private ref Pending Note(int user, ReadOnlySpan<byte> batch, int count)
    {
        if (user >= _pending.Length)
        {
            Array.Resize(ref _pending, Math.Max(user + 1, _pending.Length * 2));
        }

        ref Pending pending = ref _pending[user];
        pending.Count = count;
        pending.Answered = 0;
        pending.Kept = _kept;
        pending.Entry = (_isFixed ? _defaultEntry : _names.EntryOf(batch, _source.Name)) + 1;
        if (count > 1)
        {
            NameEach(ref pending, batch);
        }

        return ref pending;
    }

    // The one place where what came of a request is booked under its name: in the row that Locust's table and the
    // master read, whose times are rounded, and in the recorder that the document and the live view read. What all
    // names have together is the lane's own recorder's. The outcome is a status code, or a negative error.
    private void Book(int entry, int outcome, long elapsed, long length, bool isMeasured)
    {
        double elapsedMs = elapsed * s_msPerTick;
        if (outcome is > 0 and < 400)
        {
            _lane.Success(entry, elapsedMs, length);
        }
        else
        {
            _lane.Failure(entry, ErrorOf(entry, outcome), elapsedMs, length);
        }

        if (!isMeasured || _table is null)
        {
            return;
        }

        if (outcome > 0)
        {
            RecorderOf(_table, entry).RecordResponse(outcome, Ticks.ToMicroseconds(elapsed));
        }
        else
        {
            RecorderOf(_table, entry).RecordUnanswered((HttpError)(-outcome));
        }
    }

    private EntryRecorder RecorderOf(EntryTable table, int entry)
    {
        if (table.Find(entry) is { } known)
        {
            return known;
        }

        (string method, string name) = _statistics.NameOf(entry);
        return table.Add(entry, method, name);
    }

    private static int EntryAt(in Pending pending, int index) =>
        pending.Count == 1 ? pending.Entry - 1 : pending.Batch![index];

    private void NameEach(ref Pending pending, ReadOnlySpan<byte> batch)
    {
        _scanner.Scan(batch);
        if (pending.Batch is null || pending.Batch.Length < pending.Count)
        {
            pending.Batch = new int[pending.Count];
        }

        for (int index = 0; index < pending.Count; index++)
        {
            int start = index < _scanner.Count ? _scanner.Starts[index] : 0;
            pending.Batch[index] = _names.EntryOf(batch[start..], _source.NameAt(index));
        }
    }

    private int ErrorOf(int entry, int reason)
    {
        if (!_errors.TryGetValue((entry, reason), out int error))
        {
            string text = reason > 0
                ? string.Create(CultureInfo.InvariantCulture, $"HTTP {reason}")
                : ErrorText.Of((HttpError)(-reason));
            error = _statistics.GetError(entry, text);
            _errors.Add((entry, reason), error);
        }

        return error;
    }

    // What one user has in flight. Entry is the row plus one, so that 0 means none yet; Kept tells which table was kept
    // when it was sent, since an answer belongs to the measured time of its request.
    private struct Pending
    {
        public int Kept;
        public int Entry;
        public int Count;
        public int Answered;
        public int[]? Batch;
    }
}
