using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Outputs;
using LocustBridge.Wire;

namespace LocustBridge.Session;

// The worker's state machine. All but Post runs on one thread of its own, which also sends:
// neither load on the thread pool nor a slow handler can delay a heartbeat. Other threads post actions.
// Invariants, each of which a master's life may depend on:
//   - nothing but client_ready and heartbeats leaves before this master has acknowledged us (_registered);
//   - spawning and spawning_complete answer a spawn of the very connection they go out on;
//   - a report's user counts are zero from the last flush of a test to the next spawn.
internal sealed partial class WorkerSession : ILinkObserver, IDisposable
{
    private readonly BlockingCollection<Action> _mailbox = [];
    private readonly ArrayBufferWriter<byte> _encodeBuffer = new(4096);
    private readonly ILocustHost _host;
    private readonly LocustWorkerOptions _options;
    private readonly ILocustCodec _codec;
    private readonly LogBuffer _log;
    private readonly FailureLog _failures;
    private readonly WorkerEvents _events;
    private readonly OutputHub _outputs;
    private readonly MasterAddress _address;
    private readonly MasterLink _link;
    private readonly Thread _thread;
    private readonly TaskCompletionSource<int> _quit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string _clientId;
    private volatile LocustWorkerState _state = LocustWorkerState.Connecting;
    private MasterChannel? _channel;
    private bool _registered;
    private bool _mustRegister = true;
    private bool _everConnected;
    private int _acksMissed;
    private int _spawnGeneration;
    private int? _exitCode;
    private double _lastSpawnTimestamp;
    private SpawnOrder? _order;
    private IReadOnlyDictionary<string, int> _running = new Dictionary<string, int>();

    public WorkerSession(
        ILocustHost host,
        LocustWorkerOptions options,
        LogBuffer log,
        FailureLog failures,
        WorkerEvents events,
        string clientId)
    {
        _host = host;
        _options = options;
        _codec = options.Codec ?? new LocustCodec();
        _log = log;
        _failures = failures;
        _events = events;
        _clientId = clientId;
        _outputs = new OutputHub(options.Outputs, options.TimeProvider, log);
        _address = new MasterAddress(options.MasterHost, options.MasterPort);
        _link = new MasterLink(
            _address, options.WireLimits, this, clientId, options.ReconnectDelay, options.ReconnectDelayMax);
        _thread = new Thread(Run) { IsBackground = true, Name = "locust-worker" };
        _pending.Reset(UnixNow());
    }

    public LocustWorkerState State => _state;

    public string ClientId => Volatile.Read(ref _clientId);

    public int Index { get; private set; } = -1;

    public int UnconfirmedReports => _ledger.Count;

    public Task<int> Completion => _quit.Task;

    public void Start()
    {
        _log.Info("Looking for a Locust master as " + _clientId);
        _thread.Start();
        _link.Start();
    }

    // Any thread. An action that comes after the end is dropped.
    public void Post(Action action)
    {
        try
        {
            _mailbox.Add(action);
        }
        catch (InvalidOperationException)
        {
            // The session has ended.
        }
    }

    public void RequestQuit() => Post(() => BeginQuit(0, "asked to quit"));

    // After Completion. The mailbox stays usable: late posts are dropped by it.
    public void Dispose()
    {
        if (_quit.Task.IsCompleted)
        {
            _link.Dispose();
        }
    }

    void ILinkObserver.OnConnectFailed(LinkFailure failure) => Post(() => OnConnectFailed(failure));

    void ILinkObserver.OnConnected(MasterChannel channel) => Post(() => OnConnected(channel));

    void ILinkObserver.OnReceived(MasterChannel channel, ReadOnlyMemory<byte> message) =>
        Post(() => OnReceived(channel, message));

    void ILinkObserver.OnDisconnected(MasterChannel channel, LinkFailure failure) =>
        Post(() => OnDisconnected(channel, failure));

    private void Run()
    {
        _startedAt = Stopwatch.GetTimestamp();
        _turnAt = _startedAt;
        _outputs.Start();
        while (_state != LocustWorkerState.Quit)
        {
            Guard(RunOne);
            Guard(RunTimers);
        }

        _failures.WriteRepeats();
        _mailbox.CompleteAdding();
        _link.Stop();
        _outputs.Stop();
        _events.Complete();
        _quit.TrySetResult(_exitCode ?? 0);
    }

    private void RunOne()
    {
        bool taken = _mailbox.TryTake(out Action? action, TimerMilliseconds());
        CheckPause();
        if (taken)
        {
            action!();
        }
    }

    // The control thread must survive whatever a host, a codec or an output does: without it the worker is a zombie.
    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e)
        {
            _log.Write("ERROR", "Worker: " + e);
        }
    }

    // Starts an operation of the host and posts what follows, however it ends.
    private void RunHost<TResult>(Func<Task<TResult>> operation, Action<Task<TResult>> then)
    {
        Task<TResult> task;
        try
        {
            task = operation();
        }
        catch (Exception e)
        {
            task = Task.FromException<TResult>(e);
        }

        task.ContinueWith(
            t =>
            {
                if (t.Exception is AggregateException e)
                {
                    _log.Write("ERROR", "Host: " + e.GetBaseException());
                }

                Post(() => then(t));
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void StopHost(TimeSpan timeout, Action then)
    {
        _spawnGeneration++;
        RunHost(
            async () =>
            {
                await _host.StopAsync(timeout).ConfigureAwait(false);
                return true;
            },
            _ => then());
    }

    private bool Send(WorkerMessage message)
    {
        if (_channel is null)
        {
            return false;
        }

        Encode(message);
        return _channel.TrySend(_encodeBuffer.WrittenSpan);
    }

    private void Encode(WorkerMessage message)
    {
        _encodeBuffer.ResetWrittenCount();
        _codec.Encode(message, _clientId, _encodeBuffer);
    }

    private void SetState(LocustWorkerState state)
    {
        // Quit is final: a late completion must not bring the worker back.
        if (_state != LocustWorkerState.Quit)
        {
            _state = state;
        }
    }

    private bool HasUsers => _state is LocustWorkerState.Spawning or LocustWorkerState.Running;

    private double UnixNow() =>
        (_options.TimeProvider.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;
}
