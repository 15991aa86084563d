using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Wire;

namespace LocustBridge.Session;

// What the master says, and how it is obeyed. Same thread as the rest.
internal sealed partial class WorkerSession
{
    // Below this the difference is latency, not a wrong clock.
    private const double ClockShiftMinSeconds = 1.5;

    private long _clockShift;
    private bool _quitOnAck;
    private string? _warnedType;
    private string? _unknownLogged;

    private void OnReceived(MasterChannel channel, ReadOnlyMemory<byte> body)
    {
        if (channel != _channel)
        {
            return;
        }

        if (!_codec.TryDecode(body, out MasterMessage? message))
        {
            _log.Warn("A message of the master cannot be read");
            return;
        }

        if (message.NodeId is null || message.NodeId == _clientId)
        {
            Dispatch(message);
        }
    }

    private void Dispatch(MasterMessage message)
    {
        switch (message.Type)
        {
            case "ack":
                OnAck(message.Data);
                break;
            case "spawn":
                OnSpawn(message.Data);
                break;
            case "stop":
                OnStop();
                break;
            case "quit":
                BeginQuit(0, "the master quits");
                break;
            case "reconnect":
                _log.Warn("The master could not read this worker, connecting anew");
                _link.Reconnect(_clientId);
                break;
            case "heartbeat":
                OnHeartbeatReply();
                break;
            case "spawning_complete":
                OnClusterSpawned(message.Data);
                break;
            case "update_user_class":
                _host.UpdateUserClass(message.Data);
                _events.OnUserClassUpdated(message.Data);
                break;
            default:
                if (!_events.OnCustomMessage(new LocustCustomMessage(message.Type, message.Data))
                    && message.Type != _warnedType)
                {
                    _warnedType = message.Type;
                    _log.Warn("There is no handler for the master's message: " + message.Type);
                }

                break;
        }
    }

    private void OnHeartbeatReply()
    {
        _masterReplies = true;
        _lastReplyAt = Stopwatch.GetTimestamp();
        _resumeDueAt = null;
        _ledger.OnHeartbeatAnswered();
    }

    private void OnSpawn(LocustValue data)
    {
        if (_exitCode is not null
            || _state == LocustWorkerState.Stopping
            || !SpawnOrder.TryParse(data, out SpawnOrder order))
        {
            _log.Warn("A spawn order is ignored");
            return;
        }

        // Masters before 2.10 never acknowledge; an order proves as well that this one knows us.
        OnAck(LocustValue.Nil);
        Send(new WorkerMessage.Spawning());
        if (order.Timestamp <= _lastSpawnTimestamp)
        {
            _log.Warn("A spawn order older than the last one is ignored");
            return;
        }

        _lastSpawnTimestamp = order.Timestamp;
        bool first = !HasUsers;
        if (first)
        {
            DiscardStats();
            _clockShift = ShiftTo(order.Timestamp);
        }

        NoteUnknownClasses(order.MasterClasses);
        _order = order.For(ClassAllocator.ToHost(order.MasterClasses, _host.Classes), first);
        SetState(LocustWorkerState.Spawning);
        _log.Info(string.Create(
            CultureInfo.InvariantCulture, $"Spawning to {_order.UserCount} users: {Describe(order.MasterClasses)}"));
        _events.OnSpawning(_order);
        Spawn(_order, _channel);
    }

    // A class that was spelt otherwise here than in the master's file still runs, as another: that is said once. A host
    // of one class without a name runs whatever comes.
    private void NoteUnknownClasses(IReadOnlyDictionary<string, int> masterClasses)
    {
        string[] own = [.. _host.Classes.Select(static item => item.Name)];
        string unknown = string.Join(", ", masterClasses.Keys.Where(name => !own.Contains(name)));
        if (unknown.Length != 0 && unknown != _unknownLogged && own is not [SpawnOrder.AnyClass])
        {
            _unknownLogged = unknown;
            _log.Warn($"The master's user classes {unknown} are unknown here: their users run as others of "
                + string.Join(", ", own));
        }
    }

    // Our timestamps in the master's clock: it computes with ours as if they were its own. An order without a time of
    // this century says nothing about clocks.
    private long ShiftTo(double masterNow)
    {
        double shift = masterNow - UnixNow();
        return masterNow < 1e9 || Math.Abs(shift) < ClockShiftMinSeconds ? 0 : (long)Math.Round(shift);
    }

    private void Spawn(SpawnOrder order, MasterChannel? channel)
    {
        int generation = ++_spawnGeneration;
        RunHost(() => _host.SpawnAsync(order), task =>
        {
            if (generation != _spawnGeneration)
            {
                // A later order, or a stop, has overtaken this one.
                return;
            }

            if (task.Status == TaskStatus.RanToCompletion)
            {
                _running = ClassAllocator.ToMaster(order.MasterClasses, order.Users, task.Result);
            }

            SetState(LocustWorkerState.Running);
            if (channel == _channel && _registered)
            {
                Send(new WorkerMessage.SpawningComplete(_running));
            }
        });
    }

    private void OnClusterSpawned(LocustValue data)
    {
        long users = data["user_count"].AsInt64(0);
        if (_order is not null && _order.Options["reset_stats"].AsBoolean())
        {
            DiscardStats();
        }

        _events.OnSpawningComplete((int)Math.Clamp(users, 0, int.MaxValue));
    }

    private void OnStop()
    {
        if (_exitCode is not null || _state == LocustWorkerState.Stopping)
        {
            return;
        }

        _log.Info("Stopping users");
        SetState(LocustWorkerState.Stopping);
        StopHost(_order?.StopTimeout ?? TimeSpan.Zero, () =>
        {
            UsersEnded();
            SetState(LocustWorkerState.Ready);
            if (_registered)
            {
                // The last window first: after client_stopped the master does not count it to this test any more.
                Report();
                Send(new WorkerMessage.ClientStopped());
            }

            _events.OnStopped();
            SendReady();
        });
    }

    // Users run no more, whatever the reason: every count we may still send is zero.
    private void UsersEnded()
    {
        var none = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in _running.Keys)
        {
            none[name] = 0;
        }

        _running = none;
    }

    private void BeginQuit(int exitCode, string why)
    {
        // The master says it twice, half a second apart.
        if (_exitCode is not null)
        {
            return;
        }

        _exitCode = exitCode;
        _log.Info("Quitting: " + why);
        if (_registered && HasUsers)
        {
            // A master that quits reads for half a second more; most of what there is goes out before users end.
            Report();
        }

        _quitDueAt = After(_options.QuitTimeout + TimeSpan.FromSeconds(1));
        StopHost(_options.QuitTimeout, () => EndQuit(waitForAck: true));
    }

    private void EndQuit(bool waitForAck)
    {
        if (_state == LocustWorkerState.Quit)
        {
            return;
        }

        if (waitForAck && _ackDueAt is not null)
        {
            // Between client_ready and its ack we may not speak; yet a master that is not told keeps us for a minute
            // and gives us users. The quit timer bounds the wait.
            _quitOnAck = true;
            return;
        }

        UsersEnded();
        if (_registered)
        {
            Report();
            Send(new WorkerMessage.Quit());
        }

        _state = LocustWorkerState.Quit;
        _events.OnQuit();
    }

    private static string Describe(IReadOnlyDictionary<string, int> users)
    {
        var parts = new List<string>();
        foreach ((string name, int count) in users)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {count}"));
        }

        return string.Join(", ", parts);
    }
}
