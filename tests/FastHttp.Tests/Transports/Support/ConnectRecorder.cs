using System;
using System.Threading;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>Learns how an attempt to connect ended. Written on the loop, read by the test once it has waited.</summary>
internal sealed class ConnectRecorder : IConnectHandler
{
    private readonly ManualResetEventSlim _ended = new();
    private int _calls;

    public TransportConnection? Connection { get; private set; }

    public TransportError Error { get; private set; }

    public int SystemError { get; private set; }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Runs on the loop when the connection is open.</summary>
    public Action<TransportConnection>? Connected { get; set; }

    public void OnConnected(TransportConnection connection)
    {
        Connection = connection;
        Connected?.Invoke(connection);
        End();
    }

    public void OnConnectFailed(TransportError error, int systemError)
    {
        Error = error;
        SystemError = systemError;
        End();
    }

    public void Wait() => Patience.Wait(_ended, "the outcome of a connect");

    private void End()
    {
        Interlocked.Increment(ref _calls);
        _ended.Set();
    }
}
