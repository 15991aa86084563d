using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Runner.Tests.Locust;

/// <summary>
/// A target on a loopback port of its own that counts: what was asked for, and how many connections are open. Paths
/// under /fail are answered with 503, those under /slow after a while, all others with 200 and two bytes.
/// </summary>
internal sealed class CountingTarget : IAsyncDisposable
{
    private static readonly byte[] s_good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private static readonly byte[] s_bad =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nsick"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly Task _accepting;
    private int _open;
    private int _accepted;
    private int _begun;
    private int _held;
    private volatile bool _isHolding;

    public CountingTarget()
    {
        _listener.Start(1024);
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections there have ever been.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Requests that have come in whole, with an answer or without.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Requests that get no answer, since they came after <see cref="Hold"/>.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Answers given to requests of this line, such as "GET /a".</summary>
    public int Count(string line) => _counts.TryGetValue(line, out int count) ? count : 0;

    public int Total
    {
        get
        {
            int sum = 0;
            foreach (int count in _counts.Values)
            {
                sum += count;
            }

            return sum;
        }
    }

    public void Reset() => _counts.Clear();

    /// <summary>From now on no request that comes in is answered or counted.</summary>
    public void Hold() => _isHolding = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
            _ = Task.Run(() => ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            Interlocked.Increment(ref _open);
            Interlocked.Increment(ref _accepted);
            try
            {
                socket.NoDelay = true;
                await TalkAsync(socket);
            }
            catch (Exception end) when (end is SocketException or OperationCanceledException)
            {
                // The client has gone, or the test is over.
            }

            Interlocked.Decrement(ref _open);
        }
    }

    // Requests come one at a time: no client of these tests sends a second one before the answer.
    private async Task TalkAsync(Socket socket)
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, _stop.Token);
            if (count == 0)
            {
                return;
            }

            length += count;
            string text = Encoding.ASCII.GetString(buffer, 0, length);
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0 || length < head + 4 + BodyLength(text))
            {
                continue;
            }

            length = 0;
            string line = text[..text.IndexOf(" HTTP/", StringComparison.Ordinal)];
            Interlocked.Increment(ref _begun);
            if (_isHolding)
            {
                Interlocked.Increment(ref _held);
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            if (line.Contains(" /slow", StringComparison.Ordinal))
            {
                await Task.Delay(2000, _stop.Token);
            }

            _counts.AddOrUpdate(line, 1, static (_, old) => old + 1);
            await socket.SendAsync(line.Contains(" /fail", StringComparison.Ordinal) ? s_bad : s_good, _stop.Token);
        }
    }

    private static int BodyLength(string text)
    {
        int at = text.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(text.AsSpan(at + 16, text.IndexOf('\r', at) - at - 16));
    }
}
