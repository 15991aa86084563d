using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Transports;
using FastHttp.Transports.Memory;
using Load.Tests;
using Runner.Scenarios;
using Runner.Tests.Scripting;
using Testing;

namespace Runner.Tests.Scenarios;

// A scenario that is warm costs nothing managed: neither a request, nor a check, a batch, or an iteration.
public sealed class ScenarioAllocationTests
{
    private const int PerBatch = 3;

    public static IEnumerable<object[]> All() => Engines.With(
        "while true do u:get('/a') end",
        "while true do local r = u:get('/a') check(r, 'good', r.status == 200 and r.body == 'ok') end",
        "while true do u:post('/a', { body = 'text', name = 'a', headers = { ['X-A'] = 1 }, timeout = 1 }) end",
        "while true do u:batch { '/a', { 'GET', '/b' }, { 'POST', '/c', { body = 'text', name = 'c' } } } end",
        "u:get('/a')");

    [Theory, MemberData(nameof(All))]
    public void Nothing_for_a_request(string engine, string body)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, $"function user(u) {body} end").Loaded();
        (RunPlan plan, _) = ScenarioRuns.Decide(VirtualRun.Plan());
        var (sources, pacers) = ScenarioRuns.LoadOf(plan, script.Host);
        Answerer? answerer = null;
        MemoryTransport transport = new(connection => connection.Attach(answerer = new Answerer(connection)));
        using LoadEngine engineUnderTest = new(plan, transport, sources, pacers);
        engineUnderTest.Start();
        int each = body.Contains("batch", StringComparison.Ordinal) ? PerBatch : 1;

        AllocationAssert.Zero(() => answerer!.Answer(each));

        // The first is sent when the run starts.
        Assert.Equal(answerer!.Answered, engineUnderTest.Lanes.Sum(lane => lane.Recorder.Completed));
        Assert.Equal(0, engineUnderTest.Lanes.Sum(lane => lane.Recorder.Lost));
        Assert.Empty(script.Output);
    }

    // Answers when it is told to, so that a run does not go round and round within its first request.
    private sealed class Answerer(TransportConnection connection) : ITransportReceiver
    {
        private static readonly byte[] s_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

        public long Answered { get; private set; }

        public void Answer(int count)
        {
            Answered += count;
            for (; count > 0; count--)
            {
                connection.TrySend(s_answer);
            }
        }

        public int OnReceived(ReadOnlySpan<byte> data) => data.Length;

        public void OnClosed(TransportError error)
        {
        }
    }
}
