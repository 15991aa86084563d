using System;
using System.Buffers;
using System.Collections.Generic;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.Conformance;

// The check of the check: the rules by which every frame of the suite is judged find what kills or poisons a master.
public sealed class FrameRulesTests
{
    public static TheoryData<string, LocustValue> Bad => new()
    {
        { "client_ready", 2 },
        { "client_ready", 2.5 },
        { "client_ready", LocustValue.MapOf() },
        { "heartbeat", LocustValue.Nil },
        { "heartbeat", LocustValue.MapOf(("state", "ready"), ("current_memory_usage", 1)) },
        { "heartbeat", Heartbeat("stopped", 1) },
        { "heartbeat", Heartbeat("running", 101) },
        { "heartbeat", Heartbeat("running", double.NaN) },
        { "spawning_complete", LocustValue.Nil },
        { "spawning_complete", LocustValue.MapOf(("user_count", 3)) },
        { "exception", LocustValue.MapOf(("msg", "boom")) },
        { "quit", LocustValue.MapOf() },
        { "stats", LocustValue.MapOf(("stats", LocustValue.ListOf())) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void WhatHurtsAMasterIsFound(string type, LocustValue data) =>
        Assert.NotEmpty(Judge(acknowledged: true, Frame(type, data)));

    [Fact]
    public void EnvelopesAreThreeElementsAndNothingElse()
    {
        string[] envelopes = ["", "92a471756974c0", "94a471756974c0a3685f31c0", "80", "93a471756974c0a3685f3100"];
        foreach (string hex in envelopes)
        {
            Assert.NotEmpty(Judge(acknowledged: true, Convert.FromHexString(hex)));
        }
    }

    [Fact]
    [SpecCase("locust", 50)]
    public void BeforeTheAckOnlyTheRegistrationAndHeartbeatsMayGoOut()
    {
        byte[] complete = Body(WireVectors.SpawningCompleteHex);
        Assert.NotEmpty(Judge(acknowledged: false, complete));
        Assert.Empty(Judge(acknowledged: true, complete));
        Assert.Empty(Judge(
            acknowledged: false, Body(WireVectors.ClientReadyHex), Body(WireVectors.HeartbeatReadyHex)));

        // An ack of the registration before may cross this one on its way; the master knows the worker all the same.
        Assert.Empty(Judge(acknowledged: true, Body(WireVectors.ClientReadyHex), complete));
    }

    [Fact]
    public void TheNextMasterHasToAcknowledgeAnew()
    {
        var rules = new FrameRules();
        rules.AssumeKnown();
        rules.OnMasterGone();
        rules.OnWorker(Body(WireVectors.SpawningCompleteHex));
        Assert.NotEmpty(rules.Violations);
    }

    [Fact]
    public void GoodFramesPass() => Assert.Empty(Judge(
        acknowledged: true,
        Body(WireVectors.HeartbeatRunningHex),
        Body(WireVectors.SpawningHex),
        Body(WireVectors.SpawningCompleteHex),
        Body(WireVectors.ExceptionHex),
        Body(WireVectors.ClientStoppedHex),
        Body(WireVectors.StatsHex),
        Body(WireVectors.QuitHex)));

    private static IReadOnlyList<string> Judge(bool acknowledged, params byte[][] frames)
    {
        var rules = new FrameRules();
        if (acknowledged)
        {
            rules.AssumeKnown();
        }

        foreach (byte[] frame in frames)
        {
            rules.OnWorker(frame);
        }

        return rules.Violations;
    }

    private static LocustValue Heartbeat(string state, double cpu) => LocustValue.MapOf(
        ("state", state), ("current_cpu_usage", cpu), ("current_memory_usage", 1));

    private static byte[] Frame(string type, LocustValue data)
    {
        var body = new ArrayBufferWriter<byte>();
        LocustCodec.Encode(type, data, "h_1", body);
        return body.WrittenSpan.ToArray();
    }

    private static byte[] Body(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        return (bytes[0] & 2) != 0 ? bytes[9..] : bytes[2..];
    }
}
