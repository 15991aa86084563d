using System;
using System.Text;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Transports;
using FastHttp.Transports.Memory;
using Reply = Load.Tests.VirtualTarget.Reply;

namespace Load.Tests.Users;

/// <summary>One exchange: from when it counts, when its answer begins, and who looks at that.</summary>
public sealed class ExchangeTests
{
    // A program that takes 5 ms for each request, and answers after 10: what it takes is none of the target's time.
    [Theory]
    [InlineData(true, 0, 10_000, 7)]
    [InlineData(false, 0, 15_000, 7)]
    [InlineData(true, 30, 10_000, 5)]
    [InlineData(true, 31, 10_000, 4)]
    public void What_it_takes_to_make_a_request_is_no_part_of_its_latency_and_what_began_in_the_warm_up_does_not_count(
        bool isComputed, int warmupMs, long latencyUs, int completed)
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10 } };
        RunPlan plan = VirtualRun.Plan(
            new LoadModel { Warmup = TimeSpan.FromMilliseconds(warmupMs) }, seconds: (109 - warmupMs) / 1000.0);

        RunSnapshot run = VirtualRun.Of(
            plan, target, (_, _) => new SlowSource(RequestSources.For(plan)[0]) { IsSlow = isComputed });

        Assert.Equal((completed, completed), (run.Completed, run.Latency.Count));
        Assert.Equal((latencyUs, latencyUs), (run.Latency.Minimum, run.Latency.Maximum));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10.0)]
    public void An_answer_that_comes_in_pieces_has_begun_with_the_first(double? rate)
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10, Part = 5, RestAfterMs = 7 } };
        LoadModel load = new() { Rate = rate is { } perSecond ? new LoadShape(perSecond) : null };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(load, seconds: 0.95), target);

        Assert.Equal(rate is null ? 55 : 10, run.Completed);
        Assert.Equal((17_000, 17_000), (run.Latency.Minimum, run.Latency.Maximum));
        Assert.Equal((10_000, 10_000), (run.FirstByte.Minimum, run.FirstByte.Maximum));
        Assert.Equal(run.Completed, run.FirstByte.Count);
    }

    [Theory]
    [InlineData(false, false, "200 - -")]
    [InlineData(true, false, "200 yes -")]
    [InlineData(true, true, "200 yes ok")]
    public void A_source_sees_of_an_answer_what_it_looks_at(bool heads, bool bodies, string expected)
    {
        VirtualTarget target = new() { Answer = static _ => new Reply { DelayMs = 10, Fields = "X-There: yes\r\n" } };
        RunPlan plan = VirtualRun.Plan(seconds: 0.015);
        string seen = "";

        VirtualRun.Of(plan, target, (_, _) => new ScriptedSource(RequestSources.For(plan)[0])
        {
            LooksAtHeads = heads,
            LooksAtBodies = bodies,
            Look = (_, response) =>
            {
                string field = response.Headers.TryGet("X-There"u8, out ReadOnlySpan<byte> value)
                    ? Encoding.ASCII.GetString(value)
                    : "-";
                string body = response.BodySpan.IsEmpty ? "-" : Encoding.ASCII.GetString(response.BodySpan);
                seen += $"{response.StatusCode} {field} {body}";
                return true;
            },
        });

        Assert.Equal(expected, seen);
    }

    [Fact]
    public void A_source_that_fails_at_an_answer_ends_the_run_there()
    {
        VirtualTarget target = new() { Answer = static item => new Reply { DelayMs = 10 + (5 * item.Connection) } };
        RunPlan plan = VirtualRun.Plan(connections: 2);
        int looks = 0;
        ScriptedSource source = new(RequestSources.For(plan)[0])
        {
            Look = (self, _) =>
            {
                self.Fault = ++looks == 3 ? "bad answer" : null;
                return self.Fault is null;
            },
        };
        using VirtualRun virtualRun = new(plan, target, (_, _) => source);

        RunSnapshot run = virtualRun.ToEnd();

        // At 10, 15 and 20 ms; the other user has one under way.
        Assert.Equal(("bad answer", 3, 4), (virtualRun.Engine.Failure, looks, source.Asked));
        Assert.Equal((3, 1, 20_000), (run.Completed, run.InFlightAtEnd, run.RuntimeUs));
        Assert.Equal(2, run.Latency.Count);
    }

    private sealed class SlowSource(RequestSource inner) : WrappingSource(inner)
    {
        private MemoryLoop? _loop;

        public bool IsSlow { get; init; }

        public override bool IsComputed => IsSlow;

        public override void Start(TransportLoop loop, long measureFrom)
        {
            _loop = (MemoryLoop)loop;
            base.Start(loop, measureFrom);
        }

        public override bool TryNext(int user, out RequestBatch batch)
        {
            _loop!.Advance(TimeSpan.FromMilliseconds(5));
            return Inner.TryNext(user, out batch);
        }
    }
}
