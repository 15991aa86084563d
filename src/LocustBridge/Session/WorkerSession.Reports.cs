using System;
using System.Diagnostics;
using LocustBridge.Statistics;

namespace LocustBridge.Session;

// What goes out by the clock: heartbeats, statistics, logs, exceptions, probes. Same thread as the rest, but
// for Enqueue.
internal sealed partial class WorkerSession
{
    private readonly Outbox _outbox = new();
    private readonly ReportLedger _ledger = new();
    private readonly StatsReport _fresh = new();
    private readonly StatsReport _pending = new();
    private readonly ProcessLoad _load = new();
    private long _startedAt;
    private long _nextHeartbeat;
    private long _nextReport;
    private long _nextLogs;
    private long? _quitDueAt;

    // Any thread. Kept while there is no master, up to a limit.
    public void Enqueue(WorkerMessage message)
    {
        if (_outbox.Add(message))
        {
            Post(FlushOutbox);
        }
    }

    private void FlushOutbox()
    {
        if (_registered)
        {
            _outbox.Flush(Send);
        }
    }

    private int TimerMilliseconds()
    {
        long now = Stopwatch.GetTimestamp();
        long due = Math.Min(_nextHeartbeat, _nextReport);
        due = Math.Min(due, _ackDueAt ?? long.MaxValue);
        due = Math.Min(due, _resumeDueAt ?? long.MaxValue);
        due = Math.Min(due, _quitDueAt ?? long.MaxValue);
        return due <= now ? 0 : (int)Math.Min(1000, Math.Ceiling(Elapsed(now, due).TotalMilliseconds));
    }

    private void RunTimers()
    {
        long now = Stopwatch.GetTimestamp();
        if (IsDue(_quitDueAt, now))
        {
            // The host did not end its users in time; leave without them.
            _quitDueAt = null;
            EndQuit(waitForAck: false);
            return;
        }

        CheckLink(now);
        if (IsDue(_nextHeartbeat, now))
        {
            _nextHeartbeat = NextDue(_nextHeartbeat, _options.HeartbeatInterval, now);
            _load.Sample();
            SendHeartbeat();
            FlushOutbox();

            // Often enough that a lane's slots of seconds never run out.
            Collect();
            ConfirmByAge(now);
        }

        if (IsDue(_nextReport, now))
        {
            _nextReport = NextDue(_nextReport, _options.ReportInterval, now);
            Report();
            _outputs.Publish(_running);
        }

        if (IsDue(_nextLogs, now))
        {
            _nextLogs = NextDue(_nextLogs, _options.LogInterval, now);
            _failures.WriteRepeats();
            SendLogs();
        }
    }

    // Keeps the beat; after a pause (a suspended process) it goes on from now instead of catching up.
    private static long NextDue(long due, TimeSpan interval, long now)
    {
        long step = (long)(interval.TotalSeconds * Stopwatch.Frequency);
        return due + step > now ? due + step : now + step;
    }

    private void SendHeartbeat()
    {
        // Any other word makes the master think that we left.
        string state = _state switch
        {
            LocustWorkerState.Spawning => "spawning",
            LocustWorkerState.Running or LocustWorkerState.Stopping => "running",
            _ => "ready",
        };
        if (Send(new WorkerMessage.Heartbeat(state, _load.CpuPercent, ProcessLoad.MemoryBytes)))
        {
            _ledger.OnHeartbeatSent();
        }
    }

    private void Collect()
    {
        _host.TakeStats(_fresh);
        if (_fresh.IsEmpty)
        {
            return;
        }

        _pending.Add(_fresh);
        _outputs.Add(_fresh);
        _fresh.Reset(0);
    }

    private void DiscardStats()
    {
        _host.TakeStats(_fresh);
        _fresh.Reset(0);
        _pending.Reset(UnixNow());
        _ledger.Clear();
        _outputs.Reset();
    }

    // Users may end by themselves, as those of a script that fails: the master hears what really runs.
    private void CountUsers()
    {
        if (_state == LocustWorkerState.Running && _order is not null && _host.CountUsers() is { } users)
        {
            _running = ClassAllocator.ToMaster(_order.MasterClasses, _order.Users, users);
        }
    }

    // Sends what there is. Without a master it stays, and goes on growing by counters only.
    private void Report()
    {
        Collect();
        CountUsers();
        if (!_registered || _channel is null || (_pending.IsEmpty && !HasUsers))
        {
            return;
        }

        Encode(new WorkerMessage.Stats(_pending, _running, _clockShift));
        if (_ledger.Send(_channel, _encodeBuffer.WrittenSpan, isKept: !_pending.IsEmpty))
        {
            _pending.Reset(UnixNow());
        }
    }

    // A master that answers heartbeats confirms by them: see OnHeartbeatReply.
    private void ConfirmByAge(long now)
    {
        if (!_masterReplies && _channel is not null)
        {
            _ledger.ConfirmByAge(now);
        }
    }

    // Only a master that answers heartbeats (2.19) may know "logs" (2.29); an older one would log a warning for each.
    private void SendLogs()
    {
        long dropped = _outbox.TakeDropped();
        if (dropped != 0)
        {
            _log.Warn(dropped + " messages for the master were dropped");
        }

        if (_masterReplies && _registered && _channel is not null && _log.TryTakeGrown(out string[] lines))
        {
            Send(new WorkerMessage.Logs(lines));
        }
    }
}
