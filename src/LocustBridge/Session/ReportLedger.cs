using System;
using System.Collections.Generic;
using System.Diagnostics;
using LocustBridge.Wire;

namespace LocustBridge.Session;

// The reports that a master may not have read yet. A connection that breaks may have swallowed them, so they are sent
// again on the next one. A master that answers heartbeats confirms by them; of another, a report's age has to do. The
// worker's thread only.
internal sealed class ReportLedger
{
    private const int ReportsMax = 32;
    private const int HeartbeatsMax = 100;

    // Where the master answers no heartbeats: TCP has delivered a report, or sends it again, long before. A connection
    // that is dead without a word is another matter: see WorkerSession.ForsakeIdentity.
    private static readonly TimeSpan s_deliveredAfter = TimeSpan.FromSeconds(1);

    private readonly List<(long SentAt, byte[] Frame)> _reports = [];
    private readonly Queue<long> _heartbeats = new();

    /// <summary>How many reports are not confirmed.</summary>
    public int Count => _reports.Count;

    /// <summary>
    /// Sends a report and keeps it, if there is room. It is kept before it is sent: once the master has it, it counts.
    /// </summary>
    public bool Send(MasterChannel channel, ReadOnlySpan<byte> frame, bool isKept)
    {
        isKept &= _reports.Count < ReportsMax;
        if (isKept)
        {
            _reports.Add((Stopwatch.GetTimestamp(), frame.ToArray()));
        }

        bool isSent = channel.TrySend(frame);
        if (isKept && !isSent)
        {
            _reports.RemoveAt(_reports.Count - 1);
        }

        return isSent;
    }

    /// <summary>
    /// Sends what is not confirmed again, after a connection broke. It may have been delivered just before; that takes
    /// a cut within the second.
    /// </summary>
    public void Resend(MasterChannel channel)
    {
        for (int i = 0; i < _reports.Count; i++)
        {
            byte[] frame = _reports[i].Frame;
            if (channel.TrySend(frame))
            {
                _reports[i] = (Stopwatch.GetTimestamp(), frame);
            }
        }
    }

    /// <summary>A heartbeat has been sent, which its answer will confirm reports by.</summary>
    public void OnHeartbeatSent()
    {
        _heartbeats.Enqueue(Stopwatch.GetTimestamp());
        if (_heartbeats.Count > HeartbeatsMax)
        {
            // An older master answers none.
            _heartbeats.Dequeue();
        }
    }

    /// <summary>A heartbeat is answered. Messages arrive in order: what was sent before it has been read.</summary>
    public void OnHeartbeatAnswered()
    {
        if (_heartbeats.TryDequeue(out long asked))
        {
            _reports.RemoveAll(held => held.SentAt <= asked);
        }
    }

    /// <summary>The heartbeats sent so far may get no answer.</summary>
    public void ForgetHeartbeats() => _heartbeats.Clear();

    /// <summary>Confirms what is old enough to have been delivered.</summary>
    public void ConfirmByAge(long now) =>
        _reports.RemoveAll(held => Stopwatch.GetElapsedTime(held.SentAt, now) > s_deliveredAfter);

    /// <summary>Forgets all reports: they belong to a test that is over.</summary>
    public void Clear() => _reports.Clear();
}
