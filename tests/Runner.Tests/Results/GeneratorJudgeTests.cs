using System;
using System.Linq;
using System.Net;
using FastHttp.Load.Documents;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Runner.Options.Parsing;
using Runner.Pages;
using Runner.Planning;

namespace Runner.Tests.Results;

// One judge of the load generator, and the same words from it everywhere.
public sealed class GeneratorJudgeTests
{
    private static readonly GeneratorFigures s_calm = new()
    {
        BusiestThreadPct = 20,
        CpuPct = 10,
        MachineCpuPct = 40,
        GcPauseMs = 1,
    };

    [Theory]
    [InlineData(20, 40, 1, 1, "not the cause", null)]
    [InlineData(84.9, 89.9, 9.9, 1, "not the cause", null)]
    [InlineData(86, 40, 1, 1, "perhaps", "86% of a core")]
    [InlineData(96.9, 40, 1, 60, "perhaps", "96% of a core")]
    [InlineData(97, 40, 1, 1, "the cause", "97% of a core")]
    [InlineData(99, 99, 1, 0.9, "not the cause", null)]
    [InlineData(20, 97, 1, 1, "perhaps", "the machine was 97% busy, 10% with the generator alone")]
    [InlineData(20, 40, 20, 2, "perhaps", "the collector stopped it for 20 ms")]
    [InlineData(99, 99, 1, 1, "the cause", "; the machine was 99% busy")]
    public void W10_A_closed_loop_is_judged_by_its_threads_the_machine_and_the_collector(
        double thread, double machine, double pauseMs, double seconds, string verdict, string? reason)
    {
        GeneratorFigures judged = GeneratorJudge.Judge(
            s_calm with { BusiestThreadPct = thread, MachineCpuPct = machine, GcPauseMs = pauseMs },
            isPaced: false, sent: 1000, seconds);
        Assert.Equal(verdict, judged.Verdict);
        AssertReason(reason, judged);
    }

    [Theory]
    [InlineData(0, 900, "not the cause", null)]
    [InlineData(9, 4_900, "not the cause", null)]
    [InlineData(1, 62_000, "perhaps", "it sent 1 of 1000 requests more than 1 ms late although a connection was free, "
        + "by up to 62 ms")]
    [InlineData(10, 1_500, "the cause", "it sent 10 of 1000 requests more than 1 ms late")]
    public void W10_A_schedule_is_judged_by_how_late_the_generator_was_by_itself(
        long late, long lagUs, string verdict, string? reason)
    {
        // A thread that watches the clock fills its core, and connections that were all busy are no fault of it.
        GeneratorFigures judged = GeneratorJudge.Judge(
            s_calm with
            {
                BusiestThreadPct = 100,
                MaxScheduleLagUs = 900_000,
                OwnLateSends = late,
                OwnMaxLagUs = lagUs,
            },
            isPaced: true, sent: 1000, seconds: 5);
        Assert.Equal(verdict, judged.Verdict);
        AssertReason(reason, judged);
    }

    // A percent of a short run is a request or two.
    [Theory]
    [InlineData(1, 1_100, "not the cause")]
    [InlineData(2, 4_900, "not the cause")]
    [InlineData(1, 5_000, "perhaps")]
    [InlineData(3, 1_100, "the cause")]
    public void W10_One_late_send_does_not_condemn_a_short_run(long late, long lagUs, string verdict)
    {
        GeneratorFigures judged = GeneratorJudge.Judge(
            s_calm with { OwnLateSends = late, OwnMaxLagUs = lagUs }, isPaced: true, sent: 60, seconds: 3);
        Assert.Equal(verdict, judged.Verdict);
    }

    [Fact]
    public void W10_Text_page_and_document_say_the_same()
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2));
        lane.RecordResponse(200);
        lane.RecordLatency(50);
        lane.RecordCpu(980_000);
        RunSnapshot run = RunSnapshot.Merge([lane], 1, TimeSpan.FromSeconds(1), usage: Usage(machine: 99));
        RunPlan plan = RunPlanner.Plan(CliParser.Parse(["-t1", "-c1", "http://h/"]).Options).Plan! with
        {
            Addresses = [new IPEndPoint(IPAddress.Loopback, 80)],
        };
        GeneratorFigures figures = FastHttp.Load.Documents.GeneratorSection.Of(plan, run);
        Assert.Equal(("the cause", true), (figures.Verdict, figures.Saturated));
        Assert.Contains("98% of a core", figures.Reason, StringComparison.Ordinal);
        Assert.Contains(
            "generator and server shared a machine that was 99% busy", figures.Reason, StringComparison.Ordinal);
        Assert.Contains($"generator the cause: {figures.Reason}", Findings.Of(plan, run));
        GeneratorVerdict shown = GeneratorVerdict.Of(SampleDocument.Make() with { Generator = figures });
        Assert.Equal(("bad", "Generator the cause"), (shown.Tone, shown.Headline));
        Assert.StartsWith(figures.Reason!, shown.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void W10_A_document_without_a_verdict_is_judged_when_it_is_shown()
    {
        ResultDocument older = SampleDocument.Make() with { Generator = s_calm with { MachineCpuPct = 95 } };
        Assert.Equal("Generator perhaps the cause", GeneratorVerdict.Of(older).Headline);
        Assert.Equal("Generator not measured", GeneratorVerdict.Of(SampleDocument.Make()).Headline);
    }

    [Theory]
    [InlineData(100, 1, 5, 8, null)]
    [InlineData(100, 50, 0, 100, "50 of 100 requests were sent more than 1 ms after they were due, since every")]
    public void W18_What_is_said_of_late_requests_adds_up(int sent, int late, int own, int due, string? line)
    {
        LaneRecorder lane = new(TimeSpan.FromSeconds(2), isPaced: true);
        for (int response = 0; response < sent; response++)
        {
            lane.RecordResponse(200);
            lane.RecordPacedLatency(50, 40);
        }

        lane.RecordLate(own, isOwn: true);
        lane.RecordLate(late);
        RunPlan plan = RunPlanner.Plan(
            CliParser.Parse(["-t1", "-c1", "-R", $"{due}", "http://h/"]).Options).Plan!;
        RunSnapshot run = RunSnapshot.Merge([lane], 1, TimeSpan.FromSeconds(1));
        string[] findings = [.. Findings.Of(plan, run)];
        string? said = findings.FirstOrDefault(text => text.Contains("every connection", StringComparison.Ordinal));
        Assert.Equal(line is null, said is null);
        Assert.StartsWith(line ?? "", said ?? "", StringComparison.Ordinal);

        // More was answered than the length of the run times the rate, and still no more than all of it.
        Assert.Equal(1.0, RatePromise.Of(plan, run)!.Value.Share);
    }

    private static void AssertReason(string? expected, GeneratorFigures judged)
    {
        if (expected is null)
        {
            Assert.Null(judged.Reason);
        }
        else
        {
            Assert.Contains(expected, judged.Reason, StringComparison.Ordinal);
        }
    }

    private static ProcessUsage Usage(int machine) => new()
    {
        CpuUs = 0,
        Gen0 = 0,
        Gen1 = 0,
        Gen2 = 0,
        PauseMs = 0,
        AllocatedBytes = 0,
        MachineTicks = machine,
        AllTicks = 100,
    };
}
