using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Runner.Tests.Conformance;

// A server that answers with exact octets, one task a connection, and remembers what it was sent. It knows nothing of
// HTTP beyond where a request without a body ends, so that neither peer's view of HTTP is built into it.
internal sealed class ScriptedServer : IAsyncDisposable
{
    // Enough to see every form that a run sends; the rest is counted.
    private const int KeptRequests = 64;

    private readonly Socket _listener;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _serverNames = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly Task _accepting;
    private long _connectionCount;
    private long _requestCount;

    private ScriptedServer(IPAddress address, bool isTls)
    {
        _certificate = isTls ? MakeCertificate() : null;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen(512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that sent a request: the one with which a tool tries the target is left out.</summary>
    public long ConnectionCount => Interlocked.Read(ref _connectionCount);

    public long RequestCount => Interlocked.Read(ref _requestCount);

    /// <summary>The first requests, octet for octet.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The names that TLS clients asked for.</summary>
    public IReadOnlyList<string> ServerNames => [.. _serverNames];

    public static ScriptedServer Start(IPAddress? address = null, bool isTls = false) =>
        new(address ?? IPAddress.Loopback, isTls);

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
                _open[socket] = true;
                _ = ServeAsync(socket);
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
        for (bool isFirst = true; ; isFirst = false)
        {
            int length;
            while ((length = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
            {
                int read = await stream.ReadAsync(buffer.AsMemory(filled), _stop.Token);
                if (read == 0)
                {
                    return;
                }

                filled += read;
            }

            if (isFirst)
            {
                Interlocked.Increment(ref _connectionCount);
            }

            string request = Encoding.Latin1.GetString(buffer, 0, length + 4);
            buffer.AsSpan(length + 4, filled - length - 4).CopyTo(buffer);
            filled -= length + 4;
            if (Interlocked.Increment(ref _requestCount) <= KeptRequests)
            {
                _requests.Enqueue(request);
            }

            if (!await ReplyAsync(socket, stream, ScriptedReplies.For(request.Split(' ')[1])))
            {
                return;
            }
        }
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
                await Task.Delay(Timeout.Infinite, _stop.Token);
                return false;
            case ReplyEnd.Reset:
                socket.LingerState = new LingerOption(true, 0);
                return false;
            default:
                return reply.End == ReplyEnd.Keep;
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
