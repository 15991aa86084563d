using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace LocustBridge;

// Connections and registration. Same thread as the rest.
internal sealed partial class WorkerSession
{
    private bool _masterReplies;
    private bool _registering;
    private bool _refusedLogged;
    private long _lastReplyAt;
    private long _disconnectedAt;
    private long? _ackDueAt;
    private long? _resumeDueAt;

    private void OnConnectFailed(ChannelFailure failure)
    {
        if (failure == ChannelFailure.Refused && _registered)
        {
            // A master that lives accepts connections: this one has died, and its successor will not know us. Whoever
            // goes on talking to a successor as if it did can kill it (§2.9). Nor is there anybody left who could stop
            // the load.
            Register("The master has died");
        }

        if (!_refusedLogged)
        {
            _refusedLogged = true;
            _log.Warn(string.Create(CultureInfo.InvariantCulture, $"No master at {EndPoint} ({failure}), trying on"));
        }
    }

    private string EndPoint => _options.Connector?.EndPoint
        ?? string.Create(CultureInfo.InvariantCulture, $"{_options.MasterHost}:{_options.MasterPort}");

    private void OnConnected(IMasterChannel channel)
    {
        if (_exitCode is not null)
        {
            return;
        }

        _channel = channel;
        _everConnected = true;
        _refusedLogged = false;
        _probeAt = null;
        _probeAnswered = false;
        _lastReplyAt = Stopwatch.GetTimestamp();
        _log.Info("Connected to " + EndPoint);

        // Without users a new registration does no harm and brings certainty. With users it would take them from a
        // master that still knows us, so there the heartbeat asks instead.
        if (_mustRegister || !_registered || !HasUsers)
        {
            Register("The master does not know this worker any more");
            return;
        }

        SendHeartbeat();
        ResendUnconfirmed();
        _resumeDueAt = _masterReplies ? After(_options.ResumeTimeout) : null;
    }

    private void OnDisconnected(IMasterChannel channel, ChannelFailure failure)
    {
        if (_channel != channel)
        {
            return;
        }

        _channel = null;
        _ackDueAt = null;
        _resumeDueAt = null;
        _disconnectedAt = Stopwatch.GetTimestamp();
        if (_exitCode is null)
        {
            _log.Warn(string.Create(CultureInfo.InvariantCulture, $"Connection to {EndPoint} lost ({failure})"));
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
            Volatile.Write(ref _clientId, LocustWorker.MakeClientId());
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
            _log.Warn("The master has stopped answering heartbeats, connecting anew");
            _masterReplies = false;
            _mustRegister = true;
            _link.Reconnect(_clientId);
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
