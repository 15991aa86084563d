using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using LocustBridge.Statistics;

namespace LocustBridge.Session;

// What goes out by the clock: heartbeats, statistics, logs, exceptions, probes. Same thread as the rest, but
// for Enqueue.
internal sealed partial class WorkerSession
{
    // A worker whose every request throws must not bury its master, nor its own memory.
    private const int OutboxMax = 1000;

    // Reports kept until they are confirmed.
    private const int UnconfirmedMax = 32;

    private const int HeartbeatsMax = 100;

    // Where the master answers no heartbeats: TCP has delivered a report, or sends it again, long before. A connection
    // that is dead without a word is another matter: see ForsakeIdentity.
    private static readonly TimeSpan s_deliveredAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<WorkerMessage> _outbox = new();
    private readonly List<(long SentAt, byte[] Frame)> _unconfirmed = [];
    private readonly Queue<long> _heartbeatsAsked = new();
    private readonly StatsReport _fresh = new();
    private readonly StatsReport _pending = new();
    private readonly ProcessLoad _load = new();
    private int _outboxCount;
    private long _outboxDropped;
    private long _startedAt;
    private long _nextHeartbeat;
    private long _nextReport;
    private long _nextLogs;
    private long? _quitDueAt;

    // Any thread. Kept while there is no master, up to a limit.
    public void Enqueue(WorkerMessage message)
    {
        if (Interlocked.Increment(ref _outboxCount) > OutboxMax)
        {
            Interlocked.Decrement(ref _outboxCount);
            Interlocked.Increment(ref _outboxDropped);
            return;
        }

        _outbox.Enqueue(message);
        if (Volatile.Read(ref _outboxCount) == 1)
        {
            Post(FlushOutbox);
        }
    }

    private void FlushOutbox()
    {
        while (_registered && _channel is not null && _outbox.TryPeek(out WorkerMessage? message))
        {
            if (!Send(message))
            {
                return;
            }

            _outbox.TryDequeue(out _);
            Interlocked.Decrement(ref _outboxCount);
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
            _heartbeatsAsked.Enqueue(Stopwatch.GetTimestamp());
            if (_heartbeatsAsked.Count > HeartbeatsMax)
            {
                // An older master answers none.
                _heartbeatsAsked.Dequeue();
            }
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
        _unconfirmed.Clear();
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

        // Kept before it is sent: once the master has it, it counts as unconfirmed.
        bool isKept = !_pending.IsEmpty && _unconfirmed.Count < UnconfirmedMax;
        if (isKept)
        {
            _unconfirmed.Add((Stopwatch.GetTimestamp(), _encodeBuffer.WrittenSpan.ToArray()));
        }

        if (!_channel.TrySend(_encodeBuffer.WrittenSpan))
        {
            if (isKept)
            {
                _unconfirmed.RemoveAt(_unconfirmed.Count - 1);
            }

            return;
        }

        _pending.Reset(UnixNow());
    }

    // A master that answers heartbeats confirms by them: see OnHeartbeatReply.
    private void ConfirmByAge(long now)
    {
        if (!_masterReplies && _channel is not null)
        {
            _unconfirmed.RemoveAll(held => Elapsed(held.SentAt, now) > s_deliveredAfter);
        }
    }

    // The connection broke so soon after these that it may have swallowed them. It may also have delivered them just
    // before; that needs a cut within the second.
    private void ResendUnconfirmed()
    {
        for (int i = 0; i < _unconfirmed.Count && _channel is not null; i++)
        {
            byte[] frame = _unconfirmed[i].Frame;
            if (_channel.TrySend(frame))
            {
                _unconfirmed[i] = (Stopwatch.GetTimestamp(), frame);
            }
        }
    }

    // Only a master that answers heartbeats (2.19) may know "logs" (2.29); an older one would log a warning for each.
    private void SendLogs()
    {
        long dropped = Interlocked.Exchange(ref _outboxDropped, 0);
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
