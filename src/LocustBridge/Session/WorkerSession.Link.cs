using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Threading;
using LocustBridge.Wire;

namespace LocustBridge.Session;

// Connections and registration. Same thread as the rest.
internal sealed partial class WorkerSession
{
    private bool _masterReplies;
    private bool _registering;
    private bool _masterDied;
    private LinkFailure _failureLogged;
    private long _lastReplyAt;
    private long _disconnectedAt;
    private long? _ackDueAt;
    private long? _resumeDueAt;

    private long _turnAt;

    private void OnConnectFailed(LinkFailure failure)
    {
        _masterDied |= LinkFailureText.MeansDead(failure);
        if (LinkFailureText.MeansDead(failure) && _registered)
        {
            // A master that lives accepts connections: this one has died, and its successor will not know us. A worker
            // that goes on talking to a successor as if it did can kill it (§2.9). Nor is there a master left that
            // could stop the load.
            Register("The master has died");
        }
        else if (failure == LinkFailure.Mute && _registered)
        {
            // Suspended, perhaps; it may wake up, and still holds the old connection then.
            ForsakeIdentity("The master is silent");
        }

        if (failure == LinkFailure.WireBroken)
        {
            // No master will be heard any more; what was measured is still written.
            BeginQuit(255, "no connection to a master can be made any more (NetMQ has failed)");
        }
        else if (failure != _failureLogged && failure != LinkFailure.Closed)
        {
            _failureLogged = failure;
            _log.Warn($"No master at {_address} ({LinkFailureText.Of(failure)}), trying on");
        }
    }

    private void OnConnected(MasterChannel channel)
    {
        if (_exitCode is not null)
        {
            return;
        }

        _channel = channel;
        _everConnected = true;
        _failureLogged = LinkFailure.None;
        _ledger.ForgetHeartbeats();
        _lastReplyAt = Stopwatch.GetTimestamp();
        _log.Info("Connected to " + _address);

        // Without users a new registration does no harm and brings certainty. With users it would take them from a
        // master that still knows us, so there the heartbeat asks instead.
        if (_mustRegister || !_registered || !HasUsers)
        {
            Register("The master does not know this worker any more");
            return;
        }

        SendHeartbeat();
        _ledger.Resend(channel);
        _resumeDueAt = _masterReplies ? After(_options.ResumeTimeout) : null;
    }

    private void OnDisconnected(MasterChannel channel, LinkFailure failure)
    {
        if (_channel != channel)
        {
            return;
        }

        DropChannel();
        if (_exitCode is not null)
        {
            return;
        }

        // NetMQ ends a connection that is dead without a word, and does not tell; a master of 2.19 or newer is known by
        // its replies.
        bool isSilent = failure == LinkFailure.Stuck
            || (_masterReplies
                && Elapsed(_lastReplyAt, _disconnectedAt) > _options.WireLimits.HeartbeatTimeout / 2);
        string why = isSilent && failure != LinkFailure.Stuck ? LinkFailureText.Silence : LinkFailureText.Of(failure);
        _log.Warn($"Connection to {_address} lost ({why})");
        if (isSilent)
        {
            ForsakeIdentity("The master is silent");
        }
    }

    private void DropChannel()
    {
        _channel = null;
        _ackDueAt = null;
        _resumeDueAt = null;
        _disconnectedAt = Stopwatch.GetTimestamp();
    }

    // After a silence. The master may still hold the old connection, and then never reads another of the same identity;
    // what it has ordered meanwhile is out of date; and nothing could stop the load. So it meets a new worker.
    private void ForsakeIdentity(string why)
    {
        TakeNewIdentity();
        _log.Warn(why + ": going on as " + _clientId);
        Register(why);
        _link.Reconnect(_clientId);
    }

    private void TakeNewIdentity() => Volatile.Write(ref _clientId, MakeClientId());

    // Masters spread users over hosts by the part before the first underscore.
    internal static string MakeClientId()
    {
        string host = Dns.GetHostName().Replace('_', '-');
        return string.Create(CultureInfo.InvariantCulture, $"{host}_{Guid.NewGuid():N}");
    }

    // This process was suspended: what waits in the mailbox and in the connection was said to a worker that the master
    // has given up since.
    private void CheckPause()
    {
        long now = Stopwatch.GetTimestamp();
        TimeSpan pause = Elapsed(_turnAt, now);
        _turnAt = now;
        if (pause > _options.PauseMax && _everConnected && _exitCode is null)
        {
            DropChannel();
            ForsakeIdentity(string.Create(
                CultureInfo.InvariantCulture, $"This process was suspended for {pause.TotalSeconds:0} s"));
        }
    }

    // Ends the old test, if any, then says client_ready.
    private void Register(string why)
    {
        _mustRegister = true;
        _registered = false;
        _resumeDueAt = null;
        if (_registering || _state == LocustWorkerState.Stopping)
        {
            return;
        }

        if (!HasUsers)
        {
            SendReady();
            return;
        }

        _registering = true;
        _log.Warn(why + ": stopping users, registering anew");
        SetState(LocustWorkerState.Stopping);
        StopHost(TimeSpan.Zero, () =>
        {
            _registering = false;
            UsersEnded();

            // They belong to a test that the new master has never heard of.
            DiscardStats();
            SetState(LocustWorkerState.Connecting);
            SendReady();
        });
    }

    private void SendReady()
    {
        _registered = false;
        if (_exitCode is null && Send(new WorkerMessage.ClientReady()))
        {
            // Those sent before may get no answer.
            _ledger.ForgetHeartbeats();
            _ackDueAt = After(_options.AckTimeout);
        }
    }

    private void OnAck(LocustValue data)
    {
        _ackDueAt = null;
        _acksMissed = 0;
        _mustRegister = false;
        Index = (int)data["index"].AsInt64(Index);
        if (_registered)
        {
            return;
        }

        _registered = true;
        if (_masterDied)
        {
            // It died while users were stopping, perhaps: what they left would be the successor's.
            _masterDied = false;
            DiscardStats();
        }

        _lastSpawnTimestamp = 0;
        if (_state == LocustWorkerState.Connecting)
        {
            SetState(LocustWorkerState.Ready);
        }

        _log.Info(string.Create(CultureInfo.InvariantCulture, $"Registered as worker {Index}"));
        _events.OnConnected();
        if (_quitOnAck)
        {
            EndQuit(waitForAck: false);
        }
    }

    // No ack: another worker owns our identity, or a ROUTER still holds our own dead connection. libzmq then accepts
    // the connection and never reads it (libzmq issues 2010, 2892, 4503); only silence tells.
    private void OnAckMissed()
    {
        _ackDueAt = null;
        _acksMissed++;
        if (_acksMissed >= 2)
        {
            _acksMissed = 0;
            TakeNewIdentity();
            _log.Warn("The master ignores this client id, is it taken? Going on as " + _clientId);
        }
        else
        {
            _log.Warn("No answer to the registration, connecting anew");
        }

        _link.Reconnect(_clientId);
    }

    private void CheckLink(long now)
    {
        if (IsDue(_ackDueAt, now))
        {
            OnAckMissed();
        }

        if (IsDue(_resumeDueAt, now))
        {
            Register("The master does not know this worker any more");
        }

        if (_channel is not null && _masterReplies && Elapsed(_lastReplyAt, now) > _options.MasterTimeout)
        {
            _masterReplies = false;
            DropChannel();
            ForsakeIdentity("The master has stopped answering heartbeats");
        }

        if (_channel is null && HasUsers && Elapsed(_disconnectedAt, now) > _options.MasterTimeout)
        {
            Register("The master has been out of reach for too long");
        }

        if (!_everConnected && _options.ConnectTimeout is TimeSpan limit && Elapsed(_startedAt, now) > limit)
        {
            BeginQuit(255, "no master found");
        }
    }

    private static long After(TimeSpan span) =>
        Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);

    private static bool IsDue(long? at, long now) => at is long due && now >= due;

    private static TimeSpan Elapsed(long since, long now) => Stopwatch.GetElapsedTime(since, now);
}
