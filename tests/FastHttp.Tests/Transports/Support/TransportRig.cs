using System;
using System.Net;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>
/// A loop of the transport under test and a listener for it to connect to. One for each test.
/// </summary>
internal abstract class TransportRig : IDisposable
{
    // Work of a test is running on the loop.
    private volatile bool _onLoop;

    public abstract TransportLoop Loop { get; }

    /// <summary>Where the listener listens.</summary>
    public abstract EndPoint EndPoint { get; }

    /// <summary>The system's number for a refused connection, 0 where no system takes part.</summary>
    public abstract int RefusedErrorNumber { get; }

    /// <summary>Whether other threads may call what is open to any thread.</summary>
    public virtual bool IsThreadSafe => true;

    /// <summary>Whether what the peer sent before a reset can still be read.</summary>
    public virtual bool KeepsDataBeforeReset => true;

    /// <summary>Whether the peer can go on sending after it has seen the end of this side's stream.</summary>
    public virtual bool PeerHalfCloses => true;

    /// <summary>What is told when the peer closes without a word of a layer above the transport.</summary>
    public virtual TransportError EndOfClosedPeer => TransportError.None;

    public abstract IPeer Accept();

    /// <summary>Connects to where no server listens. Call on the loop.</summary>
    public abstract void ConnectToNowhere(IConnectHandler handler);

    /// <summary>Runs on the loop, and waits.</summary>
    public void Run(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_onLoop && Loop.IsOnLoop)
        {
            action();
            return;
        }

        RunTask task = new(this, action);
        Loop.Post(task);
        task.Wait();
    }

    public T Run<T>(Func<T> function)
    {
        T result = default!;
        Run(() => { result = function(); });
        return result;
    }

    /// <summary>Runs on another thread where the transport allows that, and waits.</summary>
    public void RunElsewhere(Action action)
    {
        if (!IsThreadSafe)
        {
            action();
            return;
        }

        Thread thread = new(() => action()) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Patience.Milliseconds));
    }

    /// <summary>Runs on another thread where the transport allows that, beside the test.</summary>
    public Task InBackground(Action action)
    {
        if (IsThreadSafe)
        {
            return Task.Run(action);
        }

        action();
        return Task.CompletedTask;
    }

    public virtual (TransportConnection Connection, IPeer Peer) Open()
    {
        ConnectRecorder recorder = new();
        Run(() => Loop.Connect(EndPoint, null, recorder));
        recorder.Wait();
        Assert.True(recorder.Connection is not null, $"Connecting failed: {recorder.Error} {recorder.SystemError}.");
        return (recorder.Connection, Accept());
    }

    public (TransportConnection Connection, IPeer Peer, RecordingReceiver Receiver) OpenAttached()
    {
        (TransportConnection connection, IPeer peer) = Open();
        RecordingReceiver receiver = new();
        Run(() => connection.Attach(receiver));
        return (connection, peer, receiver);
    }

    public abstract void Dispose();

    private sealed class RunTask(TransportRig rig, Action action) : ILoopTask
    {
        private readonly ManualResetEventSlim _done = new();
        private ExceptionDispatchInfo? _failure;

        public void Run()
        {
            rig._onLoop = true;
            try
            {
                action();
            }
            catch (Exception failure)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }

            rig._onLoop = false;
            _done.Set();
        }

        public void Wait()
        {
            Patience.Wait(_done, "a task on the loop");
            _failure?.Throw();
        }
    }
}
