using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace LocustBridge.Tests.Zmtp;

// Forwards connections byte by byte, both ways.
internal sealed class ByteProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ByteProxy(int target)
    {
        _listener.Start();
        _serving = AcceptAsync(target);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync(int target)
    {
        while (true)
        {
            Socket near = await _listener.AcceptSocketAsync(_stop.Token);
            _ = ServeAsync(near, target);
        }
    }

    private async Task ServeAsync(Socket near, int target)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, target, _stop.Token);
                near.NoDelay = true;
                far.NoDelay = true;
                await Task.WhenAll(PumpAsync(near, far), PumpAsync(far, near));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Either end has gone.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] one = new byte[1];
        while (await from.ReceiveAsync(one, SocketFlags.None, _stop.Token) == 1)
        {
            await to.SendAsync(one, SocketFlags.None, _stop.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
