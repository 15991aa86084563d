using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using LocustBridge.Outputs;

namespace LocustBridge.Session;

// Runs the user's handlers: in order, one at a time, on the thread pool, so that a slow one delays no heartbeat. The
// On… methods come from the session's thread.
internal sealed class WorkerEvents
{
    private readonly Channel<Action> _queue = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, Action<LocustCustomMessage>> _listeners = new(StringComparer.Ordinal);
    private readonly IEventRaiser _worker;
    private readonly LogBuffer _log;
    private readonly Task _pump;

    public WorkerEvents(IEventRaiser worker, LogBuffer log)
    {
        _worker = worker;
        _log = log;
        _pump = Task.Run(PumpAsync);
    }

    public void Listen(string type, Action<LocustCustomMessage> handler) =>
        _listeners.AddOrUpdate(type, handler, (_, before) => before + handler);

    public void OnConnected() => Queue(_worker.RaiseConnected);

    public void OnSpawning(SpawnOrder order) => Queue(() => _worker.RaiseSpawning(order));

    public void OnSpawningComplete(int users) => Queue(() => _worker.RaiseSpawningComplete(users));

    public void OnStopped() => Queue(_worker.RaiseStopped);

    public void OnQuit() => Queue(_worker.RaiseQuit);

    public void OnUserClassUpdated(LocustValue change) => Queue(() => _worker.RaiseUserClassUpdated(change));

    // Returns whether there is a listener for the message.
    public bool OnCustomMessage(LocustCustomMessage message)
    {
        if (!_listeners.TryGetValue(message.Type, out Action<LocustCustomMessage>? handler))
        {
            return false;
        }

        Queue(() => handler(message));
        return true;
    }

    // No more events; those queued get a moment to run.
    public void Complete()
    {
        _queue.Writer.TryComplete();
        _pump.Wait(TimeSpan.FromSeconds(1), CancellationToken.None);
    }

    private void Queue(Action action) => _queue.Writer.TryWrite(action);

    private async Task PumpAsync()
    {
        await foreach (Action action in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                _log.Write("ERROR", "Event handler: " + e);
            }
        }
    }
}
