using System;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// A server that answers with exact bytes, one task a connection, and remembers what it was sent. It knows nothing of
// HTTP beyond where a request ends, with the length that it declares, so that neither peer's view of HTTP is built in.
internal sealed class ScriptedServer : IAsyncDisposable
{
    // Enough to see every form that a run sends, also of a thread that begins late; the rest is counted.
    private const int KeptRequests = 20_000;
    private const int KeptBytes = 64 * 1024;
    private const int KeptInAll = 16 * 1024 * 1024;

    // The first byte of a TLS client.
    private const byte Handshake = 0x16;

    private readonly Socket _listener;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<int> _batches = new();
    private readonly ConcurrentQueue<string> _serverNames = new();
    private readonly ConcurrentDictionary<Socket, Task> _open = new();
    private readonly TimeSpan _idleLimit;
    private readonly Task _accepting;
    private long _acceptedCount;
    private long _connectionCount;
    private long _requestCount;
    private long _keptBytes;

    private ScriptedServer(IPAddress address, bool isTls, TimeSpan idleLimit)
    {
        _idleLimit = idleLimit;
        _certificate = isTls ? TestCertificate.Create("localhost") : null;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen(512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that sent a request: the one with which a tool tries the target is left out.</summary>
    public long ConnectionCount => Interlocked.Read(ref _connectionCount);

    /// <summary>Connections, whatever became of them.</summary>
    public long AcceptedCount => Interlocked.Read(ref _acceptedCount);

    public long RequestCount => Interlocked.Read(ref _requestCount);

    /// <summary>The first requests, byte for byte; a body that is very large is left out.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>How many requests were there at a time, one entry for each wait for more.</summary>
    public IReadOnlyList<int> Batches => [.. _batches];

    /// <summary>The names that TLS clients asked for.</summary>
    public IReadOnlyList<string> ServerNames => [.. _serverNames];

    /// <param name="address">Where to listen; the loopback address of version 4 without.</param>
    /// <param name="isTls">Whether connections begin with a handshake.</param>
    /// <param name="idleLimit">Closes connections that wait this long; never, without.</param>
    public static ScriptedServer Start(
        IPAddress? address = null, bool isTls = false, TimeSpan? idleLimit = null) =>
        new(address ?? IPAddress.Loopback, isTls, idleLimit ?? Timeout.InfiniteTimeSpan);

    /// <summary>Refuses and cuts every connection from here on, as a server that dies.</summary>
    public void Kill()
    {
        _stop.Cancel();
        _listener.Dispose();
        foreach (Socket socket in _open.Keys)
        {
            socket.Close(0);
        }
    }

    /// <summary>Waits until so many connections have been accepted, for a while.</summary>
    public Task WaitForConnectionsAsync(long count) => WaitUntilAsync(() => AcceptedCount >= count);

    /// <summary>Waits for what a server of a run has seen, for a while.</summary>
    public static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (int round = 0; round < 3000 && !condition(); round++)
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Waits until all has been counted that a client has sent which is gone by now.</summary>
    public async Task SettleAsync()
    {
        // What is still in the queue of the listener has been sent by that client too.
        using (Socket last = new(_listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp))
        {
            long accepted = AcceptedCount;
            await last.ConnectAsync(_listener.LocalEndPoint!);
            while (AcceptedCount == accepted)
            {
                await Task.Delay(1);
            }
        }

        await Task.WhenAll(_open.Values).WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _accepting;
        _certificate?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_stop.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref _acceptedCount);
                _open[socket] = Task.CompletedTask;
                Task serving = ServeAsync(socket);
                _open.TryUpdate(socket, serving, Task.CompletedTask);
            }
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Killed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using Stream stream = await OpenAsync(socket);
            await AnswerAsync(socket, stream);
        }
        catch (Exception end) when (end is IOException or SocketException or OperationCanceledException
            or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The peer went away, or the server was killed.
        }
        finally
        {
            _open.TryRemove(socket, out _);
            socket.Dispose();
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        NetworkStream plain = new(socket);
        if (_certificate is null)
        {
            return plain;
        }

        SslStream secure = new(plain);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate });
        _serverNames.Enqueue(secure.TargetHostName);
        return secure;
    }

    private async Task AnswerAsync(Socket socket, Stream stream)
    {
        byte[] buffer = new byte[64 * 1024];
        int filled = 0;
        int batch = 0;
        bool isFirst = true;
        while (true)
        {
            int length;
            while ((length = LengthOf(buffer.AsSpan(0, filled))) > filled)
            {
                EndBatch(ref batch);
                Array.Resize(ref buffer, Math.Max(buffer.Length, filled + (64 * 1024)));
                int read = await ReadAsync(stream, buffer.AsMemory(filled));
                if (read == 0 || buffer[0] == Handshake)
                {
                    return;
                }

                filled += read;
            }

            if (isFirst)
            {
                Interlocked.Increment(ref _connectionCount);
                isFirst = false;
            }

            batch++;
            string request = Encoding.Latin1.GetString(buffer, 0, Math.Min(length, KeptBytes));
            buffer.AsSpan(length, filled - length).CopyTo(buffer);
            filled -= length;
            if (Interlocked.Increment(ref _requestCount) <= KeptRequests
                && Interlocked.Add(ref _keptBytes, request.Length) <= KeptInAll)
            {
                _requests.Enqueue(request);
            }

            if (!await ReplyAsync(socket, stream, ScriptedReplies.For(request.Split(' ', 3)[1])))
            {
                return;
            }
        }
    }

    private void EndBatch(ref int batch)
    {
        if (batch != 0 && _batches.Count < KeptRequests)
        {
            _batches.Enqueue(batch);
        }

        batch = 0;
    }

    private async Task<int> ReadAsync(Stream stream, Memory<byte> memory)
    {
        if (_idleLimit == Timeout.InfiniteTimeSpan)
        {
            return await stream.ReadAsync(memory, _stop.Token);
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_idleLimit);
        return await stream.ReadAsync(memory, limit.Token);
    }

    // Bytes of the first request, with its body; more than there are when its head is not complete.
    private static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> field = "\r\nContent-Length: "u8;
        int head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return int.MaxValue;
        }

        int at = bytes[..head].IndexOf(field);
        _ = Utf8Parser.TryParse(at < 0 ? [] : bytes[(at + field.Length)..], out int body, out _);
        return head + 4 + body;
    }

    private async Task<bool> ReplyAsync(Socket socket, Stream stream, ScriptedReply reply)
    {
        if (reply.Delay > TimeSpan.Zero)
        {
            await Task.Delay(reply.Delay, _stop.Token);
        }

        await stream.WriteAsync(reply.Bytes, _stop.Token);
        switch (reply.End)
        {
            case ReplyEnd.Hang:
                while (await stream.ReadAsync(new byte[1024], _stop.Token) > 0)
                {
                    // Until the client gives up.
                }

                return false;
            case ReplyEnd.Reset:
                socket.LingerState = new LingerOption(true, 0);
                return false;
            default:
                return reply.End == ReplyEnd.Keep;
        }
    }
}
