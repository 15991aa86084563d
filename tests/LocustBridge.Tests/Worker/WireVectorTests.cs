using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using LocustBridge.Statistics;
using LocustBridge.Tests.Support;
using LocustBridge.Tests.Zmtp;
using LocustBridge.Wire;

namespace LocustBridge.Tests.Worker;

// The wire vectors, byte by byte, both ways.
public sealed class WireVectorTests
{
    private static readonly Dictionary<string, int> s_users = new() { ["Dummy"] = 3 };

    public static TheoryData<string, WorkerMessage> WorkerFrames => new()
    {
        { WireVectors.ClientReadyHex, new WorkerMessage.ClientReady() },
        { WireVectors.HeartbeatReadyHex, new WorkerMessage.Heartbeat("ready", 12.5, 67108864) },
        { WireVectors.HeartbeatRunningHex, new WorkerMessage.Heartbeat("running", 12.5, 67108864) },
        { WireVectors.SpawningHex, new WorkerMessage.Spawning() },
        { WireVectors.SpawningCompleteHex, new WorkerMessage.SpawningComplete(s_users) },
        { WireVectors.ExceptionHex, new WorkerMessage.ExceptionReport("boom", "at X()") },
        { WireVectors.ClientStoppedHex, new WorkerMessage.ClientStopped() },
        { WireVectors.QuitHex, new WorkerMessage.Quit() },
        { WireVectors.StatsHex, new WorkerMessage.Stats(Report(), s_users, 0) },
        { WireVectors.ClientReadyTextHex, new WorkerMessage.Custom("client_ready", "2.12.1") },
    };

    public static TheoryData<string, string> MasterFrames => new()
    {
        { WireVectors.AckHex, """ack {"index": 0}""" },
        { WireVectors.StopHex, "stop null" },
        { WireVectors.QuitHex, "quit null" },
        { WireVectors.ReconnectHex, "reconnect null" },
        { WireVectors.HeartbeatReplyHex, "heartbeat null" },
        { WireVectors.SpawningCompleteFromMasterHex, """spawning_complete {"user_count": 3}""" },
        {
            WireVectors.SpawnHex,
            "spawn {\"timestamp\": 1700000000.5, \"user_classes_count\": {\"Dummy\": 3}, "
            + "\"host\": \"http://127.0.0.1:9\", \"stop_timeout\": 0, \"parsed_options\": {}}"
        },
    };

    [Theory]
    [MemberData(nameof(WorkerFrames))]
    public void WorkerMessagesAreWrittenByteByByte(string hex, WorkerMessage message)
    {
        var body = new ArrayBufferWriter<byte>();
        new LocustCodec().Encode(message, "h_1", body);
        Assert.Equal(hex, Frame(0, body.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(WorkerFrames))]
    public void WorkerMessagesAreReadAndWrittenBack(string hex, WorkerMessage message)
    {
        Assert.NotNull(message);
        Assert.Equal(hex, RoundTrip(hex, out _));
    }

    [Theory]
    [MemberData(nameof(MasterFrames))]
    public void MasterMessagesAreReadAndWrittenBack(string hex, string text)
    {
        Assert.Equal(hex, RoundTrip(hex, out MasterMessage message));
        Assert.Equal(text.Trim(), $"{message.Type} {message.Data}");
        Assert.Equal("h_1", message.NodeId);
    }

    [Fact]
    public void SpawnOrdersAreUnderstood()
    {
        RoundTrip(WireVectors.SpawnHex, out MasterMessage message);
        Assert.True(SpawnOrder.TryParse(message.Data, out SpawnOrder order));
        Assert.Equal(3, order.UserCount);
        Assert.Equal("http://127.0.0.1:9", order.Host);
        Assert.Equal(1700000000.5, order.Timestamp);
        Assert.Equal(TimeSpan.Zero, order.StopTimeout);
    }

    [Fact]
    public void CapturesOfAllKindsAreRead()
    {
        foreach (string hex in WireVectors.Captures)
        {
            byte[] bytes = Convert.FromHexString(hex);
            var sequence = new ReadOnlySequence<byte>(bytes);
            Assert.Equal(ZmtpFrameStatus.Done, ZmtpFrame.TryRead(ref sequence, int.MaxValue, out ZmtpFrame frame));
            Assert.True(sequence.IsEmpty);
            Assert.True(new LocustCodec().TryDecode(frame.Body.ToArray(), out MasterMessage? message));
            Assert.StartsWith("vm_", message.NodeId, StringComparison.Ordinal);
            if (message.Type == "spawn")
            {
                Assert.True(SpawnOrder.TryParse(message.Data, out SpawnOrder order));
                Assert.Equal("http://127.0.0.1:9999", order.Host);
                Assert.Equal(2, order.UserCount);
            }
        }

        Assert.True(WireVectors.Captures.Length > 20);
    }

    [Fact]
    public void GreetingReadyAndPongMatch()
    {
        byte[] greeting = new byte[Greeting.Length];
        Greeting.Write(greeting);
        Assert.Equal(WireVectors.GreetingHex, Convert.ToHexStringLower(greeting));
        var output = new ArrayBufferWriter<byte>();
        ZmtpCommand.WriteReady(output, "DEALER", "h_1"u8);
        Assert.Equal(WireVectors.ReadyHex, Convert.ToHexStringLower(output.WrittenSpan));
        output.ResetWrittenCount();
        ZmtpCommand.WritePong(output, "ab"u8);
        Assert.Equal("040704504f4e476162", Convert.ToHexStringLower(output.WrittenSpan));
    }

    [Fact]
    public void AnEmptyReportHasNoMinimumAndIntegerZeros()
    {
        var body = new ArrayBufferWriter<byte>();
        var report = new StatsReport();
        report.Reset(1795331686.4);
        new LocustCodec().Encode(new WorkerMessage.Stats(report, new Dictionary<string, int>(), 0), "h_1", body);
        Assert.True(new LocustCodec().TryDecode(body.WrittenMemory, out MasterMessage? message));
        const string Expected =
            "{'name': 'Aggregated', 'method': '', 'last_request_timestamp': null, 'start_time': 1795331686.4, " +
            "'num_requests': 0, 'num_none_requests': 0, 'num_failures': 0, 'total_response_time': 0, " +
            "'max_response_time': 0, 'min_response_time': null, 'total_content_length': 0, 'response_times': {}, " +
            "'num_reqs_per_sec': {}, 'num_fail_per_sec': {}}";
        Assert.Equal(Expected, message.Data["stats_total"].ToString().Replace('"', '\''));
    }

    [Fact]
    public void ErrorKeysAreThoseOfPython()
    {
        var report = new StatsReport();
        report.AddError("POST", "/b", "ValueError('boom')", 1);
        Assert.Equal(
            "3291060955514d08912a98b2382f5d7c2e451bbe1440035bafa844503a0c0f91",
            report.Errors.Single().Key);
    }

    private static string RoundTrip(string hex, out MasterMessage message)
    {
        var sequence = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        Assert.Equal(ZmtpFrameStatus.Done, ZmtpFrame.TryRead(ref sequence, int.MaxValue, out ZmtpFrame frame));
        Assert.True(new LocustCodec().TryDecode(frame.Body.ToArray(), out MasterMessage? decoded));
        message = decoded;
        var body = new ArrayBufferWriter<byte>();
        LocustCodec.Encode(message.Type, message.Data, message.NodeId, body);
        return Frame(0, body.WrittenSpan);
    }

    private static string Frame(byte flags, ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>();
        ZmtpFrame.Write(output, flags, body);
        return Convert.ToHexStringLower(output.WrittenSpan);
    }

    // Six requests of 0.25 to 3432 ms, one of them a failure, as the vector has them.
    private static StatsReport Report()
    {
        var report = new StatsReport();
        report.Reset(1700000000.0);
        StatsRow row = report.GetRow("GET", "/x");
        long start = DateTime.UnixEpoch.Ticks + (1700000000L * TimeSpan.TicksPerSecond);
        foreach (double time in new[] { 0.25, 5.0, 5.25, 99.4, 147.0 })
        {
            row.AddSample(time, 1000, false, start);
        }

        row.AddSample(3432.0, 1000, true, start + (TimeSpan.TicksPerSecond * 3 / 2));
        report.AddErrorWithKey("e1", "GET", "/x", "HTTP 500", 1);
        return report;
    }
}
