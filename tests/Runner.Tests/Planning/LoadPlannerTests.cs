using System;
using System.Collections.Generic;
using FastHttp.Load.Planning;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Planning;

namespace Runner.Tests.Planning;

public sealed class LoadPlannerTests
{
    [Theory]
    [InlineData("-R0 http://h/", "Throughput MUST be specified with the --rate or -R option", true)]
    [InlineData("-U http://h/", "Throughput MUST be specified with the --rate or -R option", true)]
    [InlineData("-B http://h/", "Throughput MUST be specified with the --rate or -R option", true)]
    public void Without_a_rate_wrk2_has_a_message(string line, string message, bool showUsage)
    {
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(CliParser.Parse(line.Split(' ')).Options);
        Assert.Null(plan);
        Assert.Equal(new PlanError(message, showUsage), error);
    }

    [Theory]
    [InlineData("-R1:2 --stage 1s:3 http://h/", "-R A:B and --stage")]
    [InlineData("-R1:2 -n5 http://h/", "-R A:B needs")]
    [InlineData("-R1 --think 1s http://h/", "--think and -R")]
    [InlineData("-p2 -s x.lua http://h/", "-p and -s")]
    [InlineData("--stage 1s:0 http://h/", "--stage never asks")]
    [InlineData("-m POST -s x.lua http://h/", "-m and -s exclude each other: a script says itself")]
    [InlineData("-b x -F a=b http://h/", "-b and -F")]
    [InlineData("--no-keepalive -p2 http://h/", "--no-keepalive")]
    [InlineData("-4 -6 http://h/", "-4 and -6")]
    [InlineData("--max-users 5 -s x.lua http://h/", "--max-users needs -R: it is for a scenario")]
    [InlineData("-k --verify https://h/", "-k and --verify exclude")]
    [InlineData("--key x https://h/", "--key needs --cert")]
    [InlineData("--tls-min 1.3 --tls-max 1.2 https://h/", "--tls-min")]
    [InlineData("-x http://p:1 --unix-socket /s http://h/", "-x and --unix-socket exclude")]
    [InlineData("--cacert /nowhere/x https://h/", "--cacert /nowhere/x cannot be used")]
    [InlineData("-b @/nowhere/x http://h/", "cannot read the body")]
    [InlineData("--data /nowhere/x http://h/", "cannot read --data")]
    [InlineData("--urls /nowhere/x http://h/", "cannot read --urls")]
    [InlineData("--data-mode unique http://h/", "--data-mode needs --data")]
    public void What_does_not_go_together_is_refused_in_one_line(string line, string start)
    {
        (CliOptions options, UsageError? usage) = CliParser.Parse(line.Split(' '));
        (RunPlan? plan, PlanError? error) = usage is null
            ? RunPlanner.Plan(options)
            : (null, new PlanError(usage.Message, usage.ShowUsage));
        Assert.Null(plan);
        Assert.StartsWith($"runner: {start}", error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message!);
        Assert.Equal((false, 1), (error.ShowUsage, error.ExitCode));
    }

    [Theory]
    [InlineData("-d1", 0)]
    [InlineData("--drain 1m30s", 90)]
    public void W26_What_is_in_flight_at_the_end_has_the_time_that_was_asked_for(string line, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Plan([.. line.Split(' '), "http://h/"]).Drain);

    [Theory]
    [InlineData("-n5", 3_650 * 86_400, false)]
    [InlineData("-n5 -d3", 3, true)]
    [InlineData("-R1 --stage 2s:5 --stage 4s:1", 6, true)]
    [InlineData("-R1 --stage 2s:5 -d9", 9, true)]
    [InlineData("-n5 --stage 2s:5", 2, true)]
    public void How_long_it_takes(string line, double seconds, bool hasTimeLimit)
    {
        RunPlan plan = Plan([.. line.Split(' '), "http://h/"]);
        Assert.Equal((seconds, hasTimeLimit), (plan.Duration.TotalSeconds, plan.HasTimeLimit));
    }

    [Fact]
    public void A_ramp_begins_when_the_clock_does()
    {
        LoadShape rate = Plan("-R100:300", "-d10", "-w5", "http://h/").Load.Rate!;
        Assert.Equal([100, 100, 200, 300, 300], Levels(rate, 0, 5, 10, 15, 99));
    }

    [Fact]
    public void Stages_without_a_rate_are_connections()
    {
        RunPlan plan = Plan("--stage", "10s:50", "--stage", "5s:20", "http://h/");
        Assert.Equal([0, 25, 50, 20], Levels(plan.Load.Users!, 0, 5, 10, 15));
        Assert.Equal((50, null), (plan.Connections, plan.Load.Rate));
        Assert.Equal([4], Levels(Plan("-c4", "--stage", "10s:50", "http://h/").Load.Users!, 0));
    }

    [Fact]
    public void A_batch_is_sent_whole()
    {
        RunPlan plan = Plan("-n", "10", "-p", "4", "http://h/");
        Assert.Equal((3, 10, 4), (plan.Load.Requests, plan.RequestLimit, plan.Request.Traits.Length));
        Assert.Equal(["-n 10 with -p 4 sends 12 requests: a batch is sent whole"], plan.Warnings);
    }

    private static double[] Levels(LoadShape shape, params double[] times) => Array.ConvertAll(times, shape.LevelAt);

    private static RunPlan Plan(params IReadOnlyList<string> args)
    {
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(CliParser.Parse(args).Options);
        Assert.Null(error);
        return plan!;
    }
}
