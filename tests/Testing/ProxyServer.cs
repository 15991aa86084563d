using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Testing;

/// <summary>
/// A proxy on a loopback port that speaks CONNECT and SOCKS 5 and leads every tunnel to one upstream, whatever name it
/// was asked for. It answers byte by byte, so that its client must put answers together.
/// </summary>
public sealed class ProxyServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _upstream;
    private readonly ConcurrentQueue<string> _targets = new();
    private readonly ConcurrentBag<Socket> _open = [];

    public ProxyServer(IPEndPoint upstream)
    {
        _upstream = upstream;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What it wants to be told, as user:password; null to ask for nothing.</summary>
    public string? Credentials { get; init; }

    /// <summary>Whether it refuses every target.</summary>
    public bool Refuses { get; init; }

    /// <summary>Whether it never answers.</summary>
    public bool IsSilent { get; init; }

    /// <summary>The targets asked for, as host:port.</summary>
    public IReadOnlyList<string> Targets => [.. _targets];

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Socket socket in _open)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync();
                client.NoDelay = true;
                _open.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            using NetworkStream stream = new(client, ownsSocket: true);
            byte first = (await TakeAsync(stream, 1))[0];
            if (IsSilent)
            {
                await stream.CopyToAsync(Stream.Null);
            }
            else if (first == 5 ? await OpenSocksAsync(stream) : await OpenConnectAsync(stream))
            {
                await RelayAsync(stream);
            }
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException)
        {
            // Either side went away.
        }
    }

    private async Task<bool> OpenConnectAsync(NetworkStream stream)
    {
        StringBuilder head = new("C");
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await TakeAsync(stream, 1))[0]);
        }

        string text = head.ToString();
        _targets.Enqueue(text.Split(' ')[1]);
        string expected = Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials ?? ""));
        bool isKnown = Credentials is null
            || text.Contains($"\r\nProxy-Authorization: Basic {expected}\r\n", StringComparison.Ordinal);
        string answer = !isKnown ? "HTTP/1.1 407 Who are you\r\nContent-Length: 2\r\n\r\nno"
            : Refuses ? "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"
            : "HTTP/1.1 100 Wait\r\n\r\nHTTP/1.1 200 Fine\r\nContent-Length: 9\r\nX: y\r\n\r\n";
        await SendAsync(stream, Encoding.ASCII.GetBytes(answer));
        return isKnown && !Refuses;
    }

    private async Task<bool> OpenSocksAsync(NetworkStream stream)
    {
        byte[] methods = await TakeAsync(stream, (await TakeAsync(stream, 1))[0]);
        byte method = (byte)(Credentials is null ? 0 : 2);
        if (!Array.Exists(methods, offered => offered == method))
        {
            await SendAsync(stream, [5, 0xFF]);
            return false;
        }

        await SendAsync(stream, [5, method]);
        if (Credentials is not null)
        {
            await TakeAsync(stream, 1);
            string name = await TakeTextAsync(stream);
            bool isKnown = $"{name}:{await TakeTextAsync(stream)}" == Credentials;
            await SendAsync(stream, [1, (byte)(isKnown ? 0 : 1)]);
            if (!isKnown)
            {
                return false;
            }
        }

        byte kind = (await TakeAsync(stream, 4))[3];
        string host = kind == 3
            ? await TakeTextAsync(stream)
            : new IPAddress(await TakeAsync(stream, kind == 1 ? 4 : 16)).ToString();
        byte[] port = await TakeAsync(stream, 2);
        _targets.Enqueue($"{host}:{(port[0] << 8) + port[1]}");

        // The address that the proxy connects from may have any of the three forms, whatever was asked for.
        byte[] bound = kind == 3 ? [3, 2, (byte)'m', (byte)'e'] : kind == 1 ? [4, .. new byte[16]] : [1, 1, 2, 3, 4];
        await SendAsync(stream, Refuses ? [5, 2] : [5, 0, 0, .. bound, 0, 80]);
        return !Refuses;
    }

    private async Task RelayAsync(NetworkStream client)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _open.Add(socket);
        await socket.ConnectAsync(_upstream);
        using NetworkStream server = new(socket, ownsSocket: true);
        await Task.WhenAny(client.CopyToAsync(server), server.CopyToAsync(client));
    }

    private static async Task SendAsync(NetworkStream stream, byte[] bytes)
    {
        foreach (byte current in bytes)
        {
            await stream.WriteAsync(new[] { current });
            await Task.Yield();
        }
    }

    private static async Task<string> TakeTextAsync(NetworkStream stream) =>
        Encoding.UTF8.GetString(await TakeAsync(stream, (await TakeAsync(stream, 1))[0]));

    private static async Task<byte[]> TakeAsync(NetworkStream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
