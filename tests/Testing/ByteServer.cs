using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Testing;

// A server for runs within the test's process: hands each connection to a script of the test, which sees whole GET
// requests and writes what it likes. Ends with the test.
public sealed class ByteServer : IAsyncDisposable
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    public const string Last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _serving = [];
    private readonly Func<Connection, Task> _script;
    private readonly Task _accepting;

    private ByteServer(Func<Connection, Task> script)
    {
        _script = script;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public string Url => $"http://{_listener.LocalEndpoint}/";

    public static ByteServer Start(Func<Connection, Task> script) => new(script);

    /// <summary>Answers so many requests on each connection, the last of them with "Connection: close".</summary>
    public static ByteServer Closing(int requests) => Start(async connection =>
    {
        for (int left = requests; left > 0 && await connection.ReadRequestAsync() is not null; left--)
        {
            await connection.WriteAsync(left == 1 ? Last : Ok);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        try
        {
            await _script(new Connection(stream, socket, _stop.Token));
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // The client went away, or the test is over.
        }
    }

    /// <summary>One connection, for the script.</summary>
    public sealed class Connection(NetworkStream stream, Socket socket, CancellationToken stop)
    {
        private readonly StreamReader _reader = new(stream);

        public CancellationToken Stop => stop;

        /// <summary>The request line; null when the client has closed.</summary>
        public async Task<string?> ReadRequestAsync()
        {
            string? first = await _reader.ReadLineAsync(stop);
            for (string? line = first; !string.IsNullOrEmpty(line); line = await _reader.ReadLineAsync(stop))
            {
                // The fields say nothing that the script needs.
            }

            return first;
        }

        public async Task WriteAsync(string text) =>
            await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(text), stop);

        /// <summary>Has the connection end with a reset.</summary>
        public void Reset() => socket.LingerState = new LingerOption(true, 0);
    }
}
