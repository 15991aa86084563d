using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Sources;

// Requests from a list, or filled from data: picks an entry and a row, and writes the request into one buffer that is
// used over and over. Where each entry has its own figures, it also times the answers. Lives on the lane's loop.
internal sealed class EntrySource : RequestSource
{
    private readonly EntryPlan _plan;
    private readonly EntryPicker _entries;
    private readonly RowPicker? _rows;
    private readonly BatchTraits _keep;
    private readonly RequestTraits[] _traits;
    private readonly int _depth;
    private readonly long _timeoutUs;

    // What each user has in flight: the entries of its batch, how many, how many were answered, and when it was sent.
    private int[] _inFlight;
    private int[] _answered;
    private int[] _counts;
    private long[] _sentAt;
    private byte[] _buffer = new byte[4096];

    public EntrySource(RunPlan plan, int lane, RowWalk walk)
    {
        int users = plan.ConnectionsOf(lane);
        _plan = plan.Entries!;
        _depth = plan.Pipeline;
        _timeoutUs = (long)plan.Timeout.TotalMicroseconds;
        _entries = new EntryPicker(_plan, RunSeed.OfOrder(plan.Seed, lane));
        _rows = _plan.Data is null
            ? null
            : new RowPicker(_plan, users, RunSeed.OfRows(plan.Seed, lane), walk);
        _keep = new BatchTraits(users);
        _traits = new RequestTraits[_depth];
        _inFlight = new int[users * _depth];
        _answered = new int[users];
        _counts = new int[users];
        _sentAt = new long[users];
        Recorders = _plan.IsReported
            ? [.. _plan.Entries.Select(_ => new EntryRecorder(isBad: plan.IsBadStatus))]
            : [];
    }

    public override bool WantsResponses => _plan.IsReported;

    public override bool ReadsResponses => false;

    public override bool IsComputed => true;

    public override bool UsedAllRows => _rows?.IsUsedUp == true;

    public override IReadOnlyList<EntryRecorder> Recorders { get; }

    public override bool TryNext(int user, out RequestBatch batch)
    {
        if (user >= _answered.Length)
        {
            Grow(user + 1);
        }

        int length = 0;
        int count = 0;
        for (; count < _depth; count++)
        {
            int row = _rows is null ? 0 : _rows.Next(user);
            if (row < 0)
            {
                break;
            }

            int entry = _entries.Next();
            RequestTemplate request = _plan.Entries[entry];
            int room = length + request.MaxLength(_plan.Data, row);
            if (room > _buffer.Length)
            {
                Array.Resize(ref _buffer, room * 2);
            }

            length += request.Write(_plan.Data, row, _buffer.AsSpan(length));
            _traits[count] = request.Traits;
            _inFlight[(user * _depth) + count] = entry;
        }

        if (count == 0)
        {
            batch = default;
            return false;
        }

        _answered[user] = 0;
        _counts[user] = count;
        _sentAt[user] = Now;
        RecordSent(user, count);
        batch = new RequestBatch(_buffer.AsSpan(0, length), _keep.Keep(user, _traits.AsSpan(0, count)));
        return true;
    }

    public override bool OnResponse(int user, FastHttpResponse response)
    {
        int entry = _inFlight[(user * _depth) + _answered[user]++];
        if (_sentAt[user] >= MeasureFrom)
        {
            long latencyUs = Ticks.ToMicroseconds(Now - _sentAt[user]);
            Recorders[entry].RecordResponse(response.StatusCode, latencyUs, latencyUs > _timeoutUs);
        }

        return true;
    }

    public override void OnLost(int user, HttpError error)
    {
        while (_plan.IsReported && _sentAt[user] >= MeasureFrom && _answered[user] < _counts[user])
        {
            Recorders[_inFlight[(user * _depth) + _answered[user]++]].RecordUnanswered(error);
        }
    }

    // Users may join while the lane runs.
    private void Grow(int users)
    {
        users = Math.Max(users, _answered.Length * 2);
        Array.Resize(ref _inFlight, users * _depth);
        Array.Resize(ref _answered, users);
        Array.Resize(ref _counts, users);
        Array.Resize(ref _sentAt, users);
    }

    private void RecordSent(int user, int count)
    {
        if (!_plan.IsReported || _sentAt[user] < MeasureFrom)
        {
            return;
        }

        foreach (int entry in _inFlight.AsSpan(user * _depth, count))
        {
            Recorders[entry].RecordSent();
        }
    }
}
