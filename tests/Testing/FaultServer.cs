using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;

namespace Testing;

/// <summary>
/// A server on a loopback port whose script may do anything a peer can do wrong; it can be stopped and started again on
/// the same port, which no other process can have meanwhile. Thread-safe. A connection closes when its script ends.
/// </summary>
public sealed class FaultServer : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];

    // Holds the port while the server does not listen.
    private readonly RefusingPort _port = new();
    private readonly int _backlog;
    private TaskCompletionSource _allClosed = Completed();
    private Socket? _listener;
    private long _accepted;

    /// <summary>Starts it.</summary>
    /// <param name="serve">The script; null for <see cref="EchoAsync"/>.</param>
    /// <param name="backlog">Connections that the system may hold before they are accepted.</param>
    public FaultServer(Func<FaultConnection, Task>? serve = null, int backlog = 512)
    {
        Serve = serve ?? EchoAsync;
        _backlog = backlog;
        Start();
    }

    /// <summary>What is done with each connection that comes from now on.</summary>
    public Func<FaultConnection, Task> Serve { get; set; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => _port.EndPoint;

    /// <summary>Connections that were accepted.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Connections whose script has not ended.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Answers each request with its target as the body.</summary>
    public static async Task EchoAsync(FaultConnection connection)
    {
        while (await connection.ReadRequestAsync() is { } head)
        {
            await connection.AnswerAsync(FaultConnection.TargetOf(head));
        }
    }

    /// <summary>Listens on its port.</summary>
    public void Start()
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(EndPoint);
        listener.Listen(_backlog);
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    /// <summary>Refuses connections from now on and closes those that are open.</summary>
    public void Stop()
    {
        _listener?.Dispose();
        _listener = null;
        lock (_lock)
        {
            foreach (Socket socket in _open)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>Completes when no connection is open.</summary>
    public Task WhenAllClosed()
    {
        lock (_lock)
        {
            return _allClosed.Task;
        }
    }

    public void Dispose()
    {
        Stop();
        _port.Dispose();
    }

    private static TaskCompletionSource Completed()
    {
        TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync();
                Interlocked.Increment(ref _accepted);
                _ = RunAsync(socket);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task RunAsync(Socket socket)
    {
        lock (_lock)
        {
            if (_open.Count == 0)
            {
                _allClosed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _open.Add(socket);
        }

        try
        {
            socket.NoDelay = true;
            await Serve(new FaultConnection(socket));
        }
        catch (Exception end) when (
            end is SocketException or ObjectDisposedException or IOException or AuthenticationException)
        {
            // The client, or this server, has ended the connection.
        }

        socket.Dispose();
        lock (_lock)
        {
            _open.Remove(socket);
            if (_open.Count == 0)
            {
                _allClosed.SetResult();
            }
        }
    }
}
