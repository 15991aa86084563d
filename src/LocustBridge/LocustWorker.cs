using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Outputs;
using LocustBridge.RateLimiting;
using LocustBridge.Session;
using LocustBridge.Tasks;
using LocustBridge.Wire;

namespace LocustBridge;

/// <summary>
/// A worker of a Locust master: registers, obeys spawn, stop and quit, and reports statistics. All members may be used
/// from any thread; events come one at a time, on the thread pool.
/// </summary>
// A thin front: the state machine is WorkerSession, on a thread of its own.
public sealed class LocustWorker : IAsyncDisposable, IEventRaiser
{
    private const int IdentityBytesMax = 255;

    // Names that mean something to a master: sent by hand they could kill it.
    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal)
    {
        "client_ready", "heartbeat", "spawning", "spawning_complete", "stats", "client_stopped", "quit", "exception",
        "logs", "locustfile", "ack", "spawn", "stop", "reconnect", "update_user_class",
    };

    private readonly LogBuffer _log;
    private readonly FailureLog _failures;
    private readonly WorkerEvents _events;
    private readonly WorkerSession _session;
    private int _started;

    /// <summary>A worker that has not started yet.</summary>
    /// <param name="host">Runs the users.</param>
    /// <param name="options">The settings; defaults when null.</param>
    /// <exception cref="ArgumentException">The client id is none that ZeroMQ takes.</exception>
    public LocustWorker(ILocustHost host, LocustWorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        options ??= new LocustWorkerOptions();
        _log = new LogBuffer(options.Log, options.TimeProvider);
        _failures = new FailureLog(_log);
        _events = new WorkerEvents(this, _log);
        _session = new WorkerSession(
            host, options, _log, _failures, _events, CheckedClientId(options) ?? WorkerSession.MakeClientId());
        if (host is ILocustReporter reporter)
        {
            reporter.Attach(ReportException, _log.Warn);
        }
    }

    /// <summary>The master has registered this worker; again after each new registration.</summary>
    public event EventHandler? Connected;

    /// <summary>The master has ordered users.</summary>
    public event EventHandler<SpawningEventArgs>? Spawning;

    /// <summary>All users of all workers run (masters since 2.29).</summary>
    public event EventHandler<SpawningCompleteEventArgs>? SpawningComplete;

    /// <summary>The master has stopped the test and all users have ended.</summary>
    public event EventHandler? Stopped;

    /// <summary>The worker has left.</summary>
    public event EventHandler? Quit;

    /// <summary>The master has changed a user class (masters since 2.25).</summary>
    public event EventHandler<UserClassUpdatedEventArgs>? UserClassUpdated;

    /// <summary>The present client id; a new one replaces it when the master finds it taken.</summary>
    public string ClientId => _session.ClientId;

    /// <summary>The number the master has given this worker; -1 before.</summary>
    public int Index => _session.Index;

    /// <summary>Where the worker stands.</summary>
    public LocustWorkerState State => _session.State;

    // For tests: reports that would be sent again if the connection broke now.
    internal int UnconfirmedReports => _session.UnconfirmedReports;

    /// <summary>Begins to look for the master. Once only.</summary>
    /// <exception cref="InvalidOperationException">The worker was started before.</exception>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("A worker starts once.");
        }

        _session.Start();
    }

    /// <summary>Waits until the worker has left its master, for whatever reason.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the worker.</param>
    /// <returns>The exit code for the process: 0, or 255 when no master was found in time.</returns>
    public Task<int> WaitForQuitAsync(CancellationToken cancellationToken = default) =>
        _session.Completion.WaitAsync(cancellationToken);

    /// <summary>Stops users, sends the last report, tells the master and leaves.</summary>
    public async Task QuitAsync()
    {
        if (Volatile.Read(ref _started) != 0)
        {
            _session.RequestQuit();
            await _session.Completion.ConfigureAwait(false);
        }
    }

    /// <summary>Starts and runs until the master quits or the token is cancelled; then leaves properly.</summary>
    /// <param name="cancellationToken">Makes the worker leave; it is not an error.</param>
    /// <returns>The exit code for the process.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        Start();
        await using (cancellationToken.UnsafeRegister(static s => ((WorkerSession)s!).RequestQuit(), _session))
        {
            return await _session.Completion.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Runs a program that is a worker and nothing else, as boomer's Run does: takes the master from the arguments
    /// (<c>--master-host</c>, <c>--master-port</c>, <c>--max-rps</c>, <c>--request-increase-rate</c>,
    /// <c>--run-tasks</c>, <c>--help</c>), logs on stderr, and leaves with its last figures on SIGINT and SIGTERM.
    /// </summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="tasks">What its users do, whatever the master's file calls them; at least one task.</param>
    /// <returns>The exit code for the process: 0, or 1 for arguments that are wrong, after a line on stderr.</returns>
    public static Task<int> RunAsync(string[] args, params LocustTask[] tasks) =>
        RunAsync(args, new LocustUserClass(SpawnOrder.AnyClass, tasks));

    /// <inheritdoc cref="RunAsync(string[], LocustTask[])"/>
    /// <param name="args">The program's arguments.</param>
    /// <param name="userClasses">What it can run; at least one, with different names.</param>
    public static Task<int> RunAsync(string[] args, params LocustUserClass[] userClasses)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(userClasses);
        return new WorkerProgram(Console.Out, Console.Error).RunAsync(
            args,
            flags =>
            {
                LocustRateLimiter.TryParse(flags.MaxRps, flags.IncreaseRate, out LocustRateLimiter? limiter);
                return new LocustTaskHost(null, userClasses) { RateLimiter = limiter };
            },
            (names, output, error, stop) => TaskRehearsal.RunAsync(userClasses, names, output, error, stop));
    }

    /// <summary>Sends a message to the master's locustfile. Kept, up to a limit, while there is no master.</summary>
    /// <param name="type">Its name.</param>
    /// <param name="data">Its contents; null for nil.</param>
    /// <exception cref="ArgumentException">The name belongs to Locust itself.</exception>
    public void SendMessage(string type, LocustValue? data)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        if (s_reserved.Contains(type))
        {
            throw new ArgumentException("Locust itself uses this message type.", nameof(type));
        }

        _session.Enqueue(new WorkerMessage.Custom(type, data ?? LocustValue.Nil));
    }

    /// <summary>Hears messages of the master's locustfile.</summary>
    /// <param name="type">Their name.</param>
    /// <param name="handler">Called on the thread pool, one message at a time.</param>
    public void OnMessage(string type, Action<LocustCustomMessage> handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(handler);
        _events.Listen(type, handler);
    }

    /// <summary>
    /// Shows an exception on the master's page, where equal traces are counted, and the first of its kind in the log.
    /// </summary>
    /// <param name="exception">The exception.</param>
    public void ReportException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _failures.Add(exception);
        _session.Enqueue(new WorkerMessage.ExceptionReport(
            exception.GetType().Name + ": " + exception.Message, exception.ToString()));
    }

    /// <summary>
    /// Shows an exception on the master's page, where equal traces are counted, and the first of its kind in the log.
    /// </summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="traceback">Where.</param>
    public void ReportException(string message, string traceback)
    {
        ArgumentNullException.ThrowIfNull(message);
        _failures.Add(message);
        _session.Enqueue(new WorkerMessage.ExceptionReport(message, traceback));
    }

    /// <summary>Adds a line to the worker's log, which newer masters show.</summary>
    /// <param name="line">The line.</param>
    public void Log(string line) => _log.Info(line);

    /// <summary>Leaves, if that has not happened yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await QuitAsync().ConfigureAwait(false);
        _events.Complete();
        _session.Dispose();
    }

    /// <summary>
    /// Handles an exception that NetMQ has let out on a thread of its own, as it does for some damaged handshakes and
    /// frames: the connections of all workers in this process end and are made anew, and no run ends. Any other
    /// exception is left alone. NetMQ has no other place for it, so a program that may meet a peer like that gives this
    /// to the runtime, once and early; without it such an exception ends the process:
    /// <c>ExceptionHandling.SetUnhandledExceptionHandler(LocustWorker.HandleWireFailure)</c>.
    /// </summary>
    /// <param name="exception">The exception that nothing has caught.</param>
    /// <returns>Whether it was NetMQ's, and the process can go on.</returns>
    public static bool HandleWireFailure(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return WireContext.TryHandle(exception);
    }

    private static string? CheckedClientId(LocustWorkerOptions options)
    {
        if (options.ClientId is string id
            && (Encoding.UTF8.GetByteCount(id) is 0 or > IdentityBytesMax || id[0] == 0))
        {
            throw new ArgumentException(
                "A client id has 1 to 255 bytes of UTF-8 and does not begin with zero.", nameof(options));
        }

        return options.ClientId;
    }

    void IEventRaiser.RaiseConnected() => Connected?.Invoke(this, EventArgs.Empty);

    void IEventRaiser.RaiseSpawning(SpawnOrder order) => Spawning?.Invoke(this, new SpawningEventArgs(order));

    void IEventRaiser.RaiseSpawningComplete(int users) =>
        SpawningComplete?.Invoke(this, new SpawningCompleteEventArgs(users));

    void IEventRaiser.RaiseStopped() => Stopped?.Invoke(this, EventArgs.Empty);

    void IEventRaiser.RaiseQuit() => Quit?.Invoke(this, EventArgs.Empty);

    void IEventRaiser.RaiseUserClassUpdated(LocustValue change) =>
        UserClassUpdated?.Invoke(this, new UserClassUpdatedEventArgs(change));
}
