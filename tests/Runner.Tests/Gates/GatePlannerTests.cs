using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Planning;
using GateOptions = FastHttp.Load.Gates.GateOptions;

namespace Runner.Tests.Gates;

public sealed class GatePlannerTests
{
    private const string Help = "See 'runner help thresholds'";

    [Theory]
    [InlineData(
        "--threshold|p99<250",
        "--threshold 'p99<250': '250' has no unit; write 250ms, 250us or 250s. "
        + Help)]
    [InlineData(
        "--threshold|rate_ratio>0.9",
        "--threshold 'rate_ratio>0.9': rate_ratio compares with a schedule; add -R. " + Help)]
    [InlineData(
        "--threshold|p9{/a}<1s",
        "--threshold 'p9{/a}<1s': figures of a URL need a list of them; add --urls FILE. " + Help)]
    [InlineData(
        "--threshold|unexpected==0",
        "--threshold 'unexpected==0': nothing is expected yet; add --expect-status or --expect-body. " + Help)]
    [InlineData("--expect-status|ok", "--expect-status 'ok': expected statuses or classes, such as 2xx or 200,301")]
    public void What_cannot_be_a_gate_says_why(string options, string message)
    {
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(Parse(options));
        Assert.Null(plan);
        Assert.Equal(new PlanError($"runner: {message}", ShowUsage: false), error);
    }

    [Theory]
    [InlineData("p99{/b}<1s", "GET /b")]
    [InlineData("errors{POST /a}==0", "POST /a")]
    [InlineData("p99{/a}<1s", "GET /a")]
    public void An_entry_of_a_list_may_be_named_without_its_method(string threshold, string expected)
    {
        (GatePlan? plan, _) = GatePlanner.Plan(
            new GateOptions { Thresholds = [threshold] }, false, false, ["GET /a", "POST /a", "GET /b"], Flags.Names);
        Assert.Equal(expected, plan!.Thresholds[0].Url);
    }

    [Theory]
    [InlineData("p99{/nope}<1s", "no entry of --urls is called '/nope'; there are 'GET /a'")]
    [InlineData("timeouts{/a}==0", "this metric is about the whole run; leave {...} out")]
    public void What_an_entry_cannot_have(string threshold, string message)
    {
        (GatePlan? plan, string? error) = GatePlanner.Plan(
            new GateOptions { Thresholds = [threshold] }, false, false, ["GET /a"], Flags.Names);
        Assert.Null(plan);
        Assert.Equal($"--threshold '{threshold}': {message}. {Help}", error);
    }

    [Fact]
    public void An_expectation_tolerates_nothing_unless_a_threshold_says_how_much()
    {
        GatePlan strict = GatePlanner.Plan(
            new GateOptions { ExpectStatus = "2xx" }, false, false, null, Flags.Names).Plan!;
        Assert.Equal("unexpected==0 with --expect-status 2xx", Assert.Single(strict.Thresholds).Text);
        GateOptions tolerant = new() { ExpectStatus = "2xx", Thresholds = ["unexpected<1%"] };
        GatePlan lax = GatePlanner.Plan(tolerant, false, false, null, Flags.Names).Plan!;
        Assert.Equal("unexpected<1%", Assert.Single(lax.Thresholds).Text);
    }

    [Theory]
    [InlineData(false, 302, false)]
    [InlineData(true, 302, true)]
    [InlineData(true, 304, false)]
    [InlineData(false, 204, true)]
    public void A_redirect_that_is_followed_is_as_expected(bool follows, int status, bool expected)
    {
        GatePlan plan = GatePlanner.Plan(
            new GateOptions { ExpectStatus = "2xx" }, false, follows, null, Flags.Names).Plan!;
        Assert.Equal(expected, plan.Expects(status));
    }

    private static CliOptions Parse(string options)
    {
        (CliOptions parsed, UsageError? error) = CliParser.Parse([.. options.Split('|'), "http://h/"]);
        Assert.Null(error);
        return parsed;
    }
}
