using System;
using System.Buffers;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Tests.Zmtp;
using LocustBridge.Wire;

namespace LocustBridge.Tests.Support;

// A peer that says almost the right thing: to each connection a damaged greeting or READY, or a good handshake and a
// train of damaged frames, the last of them damaged in its head. A connection that only looks whether a master is there
// gets a good greeting. Deterministic: the damage of the nth connection follows from the seed.
internal sealed class HostilePeer : IAsyncDisposable
{
    private const int FramesEach = 250;

    private static readonly byte[][] s_frames =
    [
        Convert.FromHexString(WireVectors.AckHex), Convert.FromHexString(WireVectors.SpawnHex),
        Convert.FromHexString(WireVectors.StopHex), Convert.FromHexString(WireVectors.HeartbeatReplyHex),
        Convert.FromHexString(WireVectors.SpawningCompleteFromMasterHex),
    ];

    private static readonly byte[][] s_commands =
    [
        Convert.FromHexString("04090450494e4700006162"), Convert.FromHexString("040704504f4e476162"),
        Convert.FromHexString("040b055245414459000000000000"),
    ];

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Random _random;
    private readonly Task _serving;
    private int _wanted = int.MaxValue;
    private int _inputs;

    public HostilePeer(int seed)
    {
        _random = new Random(seed);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Inputs => Volatile.Read(ref _inputs);

    // Ends when so many damaged inputs have been sent.
    public Task SentAsync(int wanted)
    {
        Volatile.Write(ref _wanted, wanted);
        return _sent.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // One after the other, as one worker connects.
    private async Task ServeAsync()
    {
        while (true)
        {
            using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
            try
            {
                await ServeAsync(socket);
            }
            catch (SocketException)
            {
                // It had enough.
            }

            if (_inputs >= Volatile.Read(ref _wanted))
            {
                _sent.TrySetResult();
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        int count = await socket.ReceiveAsync(buffer, _stop.Token);
        byte[] greeting = new byte[Greeting.Length];
        Greeting.Write(greeting);
        if (count == Greeting.Length)
        {
            await socket.SendAsync(greeting, _stop.Token);
            return;
        }

        byte[] ready = Ready();
        switch (_random.Next(8))
        {
            case 0:
                _inputs++;
                await socket.SendAsync((byte[])[.. Damage.Of(_random, greeting), .. ready], _stop.Token);
                break;
            case 1:
                _inputs++;
                await socket.SendAsync((byte[])[.. greeting, .. Damage.Of(_random, ready)], _stop.Token);
                break;
            default:
                _inputs += FramesEach;
                await socket.SendAsync((byte[])[.. greeting, .. ready, .. Frames()], _stop.Token);
                break;
        }

        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(buffer, _stop.Token) != 0)
        {
            // Until the worker has seen the end.
        }
    }

    private static byte[] Ready()
    {
        var output = new ArrayBufferWriter<byte>();
        ZmtpCommand.WriteReady(output, "ROUTER", []);
        return output.WrittenSpan.ToArray();
    }

    private List<byte> Frames()
    {
        var bytes = new List<byte>();
        var output = new ArrayBufferWriter<byte>();
        for (int i = 1; i < FramesEach; i++)
        {
            byte[] frame = AFrame();
            int head = (frame[0] & ZmtpFrame.Long) != 0 ? 9 : 2;
            output.ResetWrittenCount();
            ZmtpFrame.Write(
                output, (byte)(frame[0] & ZmtpFrame.Command), Damage.Of(_random, frame[head..]));
            bytes.AddRange(output.WrittenSpan);
        }

        bytes.AddRange(Damage.Of(_random, AFrame()));
        return bytes;
    }

    // Few commands: many a damaged one ends NetMQ's thread, and what follows it is not looked at.
    private byte[] AFrame() => _random.Next(FramesEach) == 0
        ? s_commands[_random.Next(s_commands.Length)]
        : s_frames[_random.Next(s_frames.Length)];
}
