using System;
using System.Net;
using FastHttp;
using FastHttp.Transports.Memory;

namespace Testing;

/// <summary>Opens connections on a memory loop, where everything happens inside the call.</summary>
public static class TestConnection
{
    /// <summary>Opens a connection to the peer of a loop.</summary>
    public static HttpConnection Open(
        MemoryLoop loop, FastHttpOptions? options = null, IConnectionHandler? watcher = null)
    {
        Handler handler = new(watcher);
        HttpConnection.Open(
            loop,
            HttpEndPoint.Http("peer"),
            new IPEndPoint(IPAddress.Loopback, 80),
            (options ?? FastHttpOptions.Default).Continuing(onLoop: true),
            handler);
        return handler.Connection ?? throw new InvalidOperationException(
            $"The connection was not opened: {handler.Error}.");
    }

    private sealed class Handler(IConnectionHandler? watcher) : IConnectionHandler
    {
        public HttpConnection? Connection { get; private set; }

        public HttpError Error { get; private set; }

        public void OnOpened(HttpConnection connection)
        {
            Connection = connection;
            watcher?.OnOpened(connection);
        }

        public void OnOpenFailed(HttpFailure failure)
        {
            Error = failure.Error;
            watcher?.OnOpenFailed(failure);
        }

        public void OnIdleClosed(HttpConnection connection) => watcher?.OnIdleClosed(connection);
    }
}
