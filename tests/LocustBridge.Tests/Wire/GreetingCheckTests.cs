using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using LocustBridge.Wire;

namespace LocustBridge.Tests.Wire;

// What listens at an address, told apart.
public sealed class GreetingCheckTests
{
    private static readonly TimeSpan s_patient = TimeSpan.FromMinutes(1);

    [Fact]
    public void NothingListens() =>
        Assert.Equal(LinkFailure.Refused, Check(Testing.FreePort.Next(), s_patient));

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", nameof(LinkFailure.NotZmtp))]
    [InlineData("\u00ff\0\0\0", nameof(LinkFailure.NotZmtp))]
    [InlineData("", nameof(LinkFailure.NothingBehind))]
    public async Task AnAnswerAndThenTheEnd(string answer, string expected)
    {
        using var listener = new Listener();
        Task served = listener.ServeOneAsync(async socket =>
        {
            await socket.SendAsync(answer.Select(static c => (byte)c).ToArray());
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(new byte[64]) != 0)
            {
                // Until the other side hangs up, so that there is no reset before it has read.
            }
        });
        Assert.Equal(expected, Check(listener.Port, s_patient).ToString());
        await served.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public void AForwarderThatResetsHasNothingBehindIt()
    {
        using var listener = new Listener();
        Task served = listener.ServeOneAsync(socket =>
        {
            socket.LingerState = new LingerOption(true, 0);
            return Task.CompletedTask;
        });
        Assert.Equal(LinkFailure.NothingBehind, Check(listener.Port, s_patient));
        Assert.True(served.Wait(Eventually.Patience));
    }

    [Fact]
    public void OneThatSaysNothingIsMute()
    {
        using var listener = new Listener();
        Assert.Equal(LinkFailure.Mute, Check(listener.Port, TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void CancellationEndsTheWait()
    {
        using var listener = new Listener();
        using var cancel = new CancellationTokenSource();
        cancel.CancelAfter(TimeSpan.FromMilliseconds(100));
        var endPoint = new IPEndPoint(IPAddress.Loopback, listener.Port);
        Assert.Equal(LinkFailure.Closed, GreetingCheck.Try(endPoint, s_patient, cancel.Token, out _));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(7, true)]
    public async Task ThePeersVersionSaysWhetherItKnowsPing(byte minor, bool expected)
    {
        byte[] greeting = new byte[Greeting.Length];
        Greeting.Write(greeting);
        greeting[11] = minor;
        using var listener = new Listener();
        Task served = listener.ServeOneAsync(async socket =>
        {
            foreach (byte one in greeting)
            {
                await socket.SendAsync((byte[])[one]);
            }

            await socket.ReceiveAsync(new byte[64]);
        });
        var endPoint = new IPEndPoint(IPAddress.Loopback, listener.Port);
        Assert.Equal(
            LinkFailure.None, GreetingCheck.Try(endPoint, s_patient, CancellationToken.None, out bool knowsPing));
        Assert.Equal(expected, knowsPing);
        await served.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public void IPv6ComesFirstAndLiteralsAreTaken()
    {
        Assert.Equal([new IPEndPoint(IPAddress.IPv6Loopback, 5)], new MasterAddress("::1", 5).Resolve());
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 5)], new MasterAddress("127.0.0.1", 5).Resolve());
        AddressFamily[] families =
            [.. new MasterAddress("localhost", 5).Resolve().Select(static point => point.AddressFamily)];
        Assert.Equal(families.OrderDescending(), families);
        Assert.Empty(new MasterAddress(new string('x', 300), 5).Resolve());
    }

    private static LinkFailure Check(int port, TimeSpan timeout) => GreetingCheck.Try(
        new IPEndPoint(IPAddress.Loopback, port), timeout, CancellationToken.None, out _);

    // A port on which connections are accepted by the kernel, and served only where the test says so.
    private sealed class Listener : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Listener() => _listener.Start();

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async Task ServeOneAsync(Func<Socket, Task> serve)
        {
            using Socket socket = await _listener.AcceptSocketAsync();
            await serve(socket);
        }

        public void Dispose() => _listener.Dispose();
    }
}
