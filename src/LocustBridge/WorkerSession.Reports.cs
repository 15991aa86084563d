using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using LocustBridge.Statistics;

namespace LocustBridge;

// What goes out by the clock: heartbeats, statistics, logs, exceptions, probes. Same thread as the rest, but
// for Enqueue.
internal sealed partial class WorkerSession
{
    // A worker whose every request throws must not bury its master, nor its own memory.
    private const int OutboxMax = 1000;

    // Reports kept until the master's machine has confirmed them.
    private const int UnconfirmedMax = 32;

    private static readonly TimeSpan s_probeInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_probeTimeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<WorkerMessage> _outbox = new();
    private readonly List<(uint Probe, byte[] Frame)> _unconfirmed = [];
    private readonly StatsReport _fresh = new();
    private readonly StatsReport _pending = new();
    private readonly ProcessLoad _load = new();
    private int _outboxCount;
    private long _outboxDropped;
    private long _startedAt;
    private long _nextHeartbeat;
    private long _nextReport;
    private long _nextLogs;
    private long _nextProbe;
    private long? _quitDueAt;
    private long? _probeAt;
    private uint _probe;
    private bool _probeAnswered;

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
            CheckProbe(now);
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
        Send(new WorkerMessage.Heartbeat(state, _load.CpuPercent, ProcessLoad.MemoryBytes));
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

    // Sends what there is. Without a master it stays, and goes on growing by counters only.
    private void Report()
    {
        Collect();
        if (!_registered || _channel is null || (_pending.IsEmpty && !HasUsers))
        {
            return;
        }

        Encode(new WorkerMessage.Stats(_pending, _running, _clockShift));
        if (!_channel.TrySend(_encodeBuffer.WrittenSpan))
        {
            return;
        }

        if (!_pending.IsEmpty && _unconfirmed.Count < UnconfirmedMax && TryProbe())
        {
            _unconfirmed.Add((_probe, _encodeBuffer.WrittenSpan.ToArray()));
        }

        _pending.Reset(UnixNow());
    }

    private bool TryProbe()
    {
        if (_channel is null || !_channel.TryProbe(_probe + 1))
        {
            return false;
        }

        _probe++;
        _probeAt ??= Stopwatch.GetTimestamp();
        return true;
    }

    // A ROUTER answers in order: whatever was sent before this probe has been read.
    private void OnProbeReply(uint probe)
    {
        _probeAnswered = true;
        _probeAt = probe == _probe ? null : _probeAt;
        _unconfirmed.RemoveAll(held => held.Probe <= probe);
    }

    // The connection broke before the master's machine had these. It may have read them and only its answer was lost;
    // that needs a cut within the same millisecond, while a silent network eats every unconfirmed report.
    private void ResendUnconfirmed()
    {
        for (int i = 0; i < _unconfirmed.Count && _channel is not null; i++)
        {
            byte[] frame = _unconfirmed[i].Frame;
            if (_channel.TrySend(frame) && TryProbe())
            {
                _unconfirmed[i] = (_probe, frame);
            }
        }
    }

    private void CheckProbe(long now)
    {
        if (_probeAt is long asked)
        {
            // Only a peer that has answered before can be blamed for silence.
            if (_probeAnswered && Elapsed(asked, now) > s_probeTimeout)
            {
                _log.Warn("The connection is silent, connecting anew");
                _probeAt = null;
                _link.Reconnect(_clientId);
            }
        }
        else if (now >= _nextProbe)
        {
            _nextProbe = After(s_probeInterval);
            TryProbe();
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
