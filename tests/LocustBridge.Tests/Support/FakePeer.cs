using System;
using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using System.Threading.Tasks;
using LocustBridge.Tests.Zmtp;
using LocustBridge.Wire;

namespace LocustBridge.Tests.Support;

// One worker's connection to a FakeLocustMaster.
internal sealed class FakePeer(Socket socket, FakeLocustMaster master)
{
    private readonly Channel<MasterMessage> _messages = Channel.CreateUnbounded<MasterMessage>();
    private readonly Channel<byte[]> _commands = Channel.CreateUnbounded<byte[]>();
    private readonly FrameRules _rules = new();
    private readonly ArrayBufferWriter<byte> _out = new();
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _isFrozen;
    private volatile Task _mayRead = Task.CompletedTask;

    public string Identity { get; private set; } = string.Empty;

    // False for a peer that hangs up before its READY, and where the greeting is one that a worker refuses.
    public async Task<bool> OpenAsync(byte[]? greeting, byte[]? ready = null)
    {
        try
        {
            byte[] bytes = new byte[Greeting.Length];
            Greeting.Write(bytes);
            await SendRawAsync(greeting ?? bytes);
            ArrayBufferWriter<byte>? kept = await ReadGreetingAsync();
            if (kept is null || (greeting is not null && !Greeting.IsPlausible(greeting)))
            {
                socket.Dispose();
                return false;
            }

            _out.ResetWrittenCount();
            ZmtpCommand.WriteReady(_out, "ROUTER", []);
            await SendRawAsync(ready ?? _out.WrittenMemory.ToArray());
            if (ready is not null)
            {
                EndSending();
            }

            _ = ReadAsync(kept);
            return await _ready.Task;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    // Continues a connection whose worker is registered already.
    public void AssumeKnown() => _rules.AssumeKnown();

    public void AssertClean()
    {
        lock (_rules)
        {
            Assert.Empty(_rules.Violations);
        }
    }

    // The next message of a type; others before it are dropped.
    public async Task<MasterMessage> NextAsync(string type)
    {
        while (true)
        {
            MasterMessage message = await _messages.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience);
            if (message.Type == type)
            {
                return message;
            }
        }
    }

    public async Task<byte[]> CommandAsync() =>
        await _commands.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience);

    public Task SendAsync(string type, LocustValue data, byte flags = 0)
    {
        var body = new ArrayBufferWriter<byte>();
        LocustCodec.Encode(type, data, Identity, body);
        lock (_rules)
        {
            _rules.OnMaster(body.WrittenMemory);
        }

        return SendFrameAsync(flags, body.WrittenMemory.ToArray());
    }

    public Task SendFrameAsync(byte flags, byte[] body)
    {
        var frame = new ArrayBufferWriter<byte>();
        if ((flags & ZmtpFrame.Long) != 0 && body.Length < 256)
        {
            // A long head on a short body, which the writer would not make.
            byte[] head = [flags, 0, 0, 0, 0, 0, 0, 0, (byte)body.Length];
            frame.Write(head);
            frame.Write(body);
        }
        else
        {
            ZmtpFrame.Write(frame, flags, body);
        }

        return SendRawAsync(frame.WrittenMemory.ToArray());
    }

    public Task SpawnAsync(double timestamp, int users, LocustValue? options = null) => SendAsync(
        "spawn",
        LocustValue.MapOf(
            ("timestamp", timestamp),
            ("user_classes_count", LocustValue.MapOf(("Dummy", users))),
            ("host", "http://127.0.0.1:9"),
            ("stop_timeout", 0.0),
            ("parsed_options", options ?? LocustValue.MapOf())));

    public async Task SendRawAsync(byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None);
        }
    }

    // From now on the peer neither reads nor says anything, and does not hang up.
    public void Freeze() => _isFrozen = true;

    // After the next read, the peer reads on when the task completes: until then it is busy.
    public void ReadOnlyAfter(Task task) => _mayRead = task;

    // Hangs up, after what was said has arrived.
    public void EndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The worker has hung up already.
        }
    }

    public void Close() => socket.Dispose();

    private async Task<ArrayBufferWriter<byte>?> ReadGreetingAsync()
    {
        byte[] buffer = new byte[256];
        int length = 0;
        while (length < Greeting.Length)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return null;
            }

            if (count == 0)
            {
                return null;
            }

            length += count;
        }

        var rest = new ArrayBufferWriter<byte>();
        rest.Write(buffer.AsSpan(Greeting.Length, length - Greeting.Length));
        return rest;
    }

    private async Task ReadAsync(ArrayBufferWriter<byte> kept)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                await _mayRead;
                int count = await socket.ReceiveAsync(buffer, SocketFlags.None);
                if (count == 0)
                {
                    break;
                }

                if (_isFrozen)
                {
                    continue;
                }

                kept.Write(buffer.AsSpan(0, count));
                var sequence = new ReadOnlySequence<byte>(kept.WrittenMemory);
                while (ZmtpFrame.TryRead(ref sequence, int.MaxValue, out ZmtpFrame frame) == ZmtpFrameStatus.Done)
                {
                    await TakeAsync(frame);
                }

                byte[] rest = sequence.ToArray();
                kept = new ArrayBufferWriter<byte>();
                kept.Write(rest);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed by one side or the other.
        }

        _ready.TrySetResult(false);
        _messages.Writer.TryComplete();
        _commands.Writer.TryComplete();
    }

    private async Task TakeAsync(ZmtpFrame frame)
    {
        byte[] body = frame.Body.ToArray();
        if (frame.IsCommand)
        {
            Assert.True(ZmtpCommand.TrySplit(body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data));
            if (name.SequenceEqual("PING"u8))
            {
                var pong = new ArrayBufferWriter<byte>();
                ZmtpCommand.WritePong(pong, data[2..]);
                byte[] bytes = pong.WrittenMemory.ToArray();
                await AnswerAsync(SendRawAsync(bytes));
                return;
            }

            if (name.SequenceEqual("READY"u8))
            {
                Assert.True(ZmtpCommand.TryReadReady(data, out string type, out byte[] identity));
                Assert.Equal("DEALER", type);
                Identity = Encoding.UTF8.GetString(identity);
                _ready.TrySetResult(true);
                return;
            }

            _commands.Writer.TryWrite(body);
            return;
        }

        MasterMessage? message;
        lock (_rules)
        {
            message = _rules.OnWorker(body);
        }

        Assert.NotNull(message);

        // Decided first: a test that has seen the message may change what the master does with the next one.
        bool isAcknowledged = message.Type == "client_ready" && master.Acknowledges;
        bool isAnswered = message.Type == "heartbeat" && master.AnswersHeartbeats;
        _messages.Writer.TryWrite(message);
        if (isAcknowledged)
        {
            await AnswerAsync(SendAsync("ack", LocustValue.MapOf(("index", 7))));
        }
        else if (isAnswered)
        {
            await AnswerAsync(SendAsync("heartbeat", LocustValue.Nil));
        }
    }

    // A worker that has closed its side hears no answer; what it said before is read on.
    private static async Task AnswerAsync(Task answer)
    {
        try
        {
            await answer;
        }
        catch (SocketException)
        {
            // Closed.
        }
    }
}
