using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Text;

namespace Load.Tests.Gates;

/// <summary>What a program says of when its run has failed, read before the run.</summary>
public sealed class GatePlannerTests
{
    [Theory]
    [InlineData("p99<250", "'250' has no unit; write 250ms, 250us or 250s")]
    [InlineData("nope<1", "no metric is called 'nope'. There are p50..p99.999, mean, min, max, error_rate, errors, "
        + "timeouts, requests, rps, rate_ratio, status_5xx, status_404, unexpected, checks, iterations, "
        + "failed_iterations")]
    [InlineData("rate_ratio>0.9", "rate_ratio compares with a schedule; add Rate")]
    [InlineData("checks>90%", "only a scenario has checks and iterations; add User")]
    [InlineData("iterations>9", "only a scenario has checks and iterations; add User")]
    [InlineData("failed_iterations<9", "only a scenario has checks and iterations; add User")]
    [InlineData("unexpected==0", "nothing is expected yet; add ExpectStatus or ExpectBody")]
    [InlineData("p99{/a}<1s", "figures of a URL need a list of them; add Requests")]
    [InlineData("rate_ratio{/a}>0.9", "rate_ratio compares with a schedule; add Rate")]
    [InlineData("timeouts{/a}<1", "this metric is about the whole run; leave {...} out")]
    public void A_threshold_that_cannot_be_says_why(string text, string reason)
    {
        (GatePlan? plan, string? error) = Plan(new GateOptions { Thresholds = ["errors<1", text] });

        Assert.Null(plan);
        Assert.Equal($"Thresholds '{text}': {reason}", error);
    }

    [Theory]
    [InlineData("chekcs>1%", "no metric is called 'chekcs'. Did you mean checks? See 'help'")]
    [InlineData("p99<250", "'250' has no unit; write 250ms, 250us or 250s. See 'help'")]
    public void The_sentence_before_the_help_has_one_end(string text, string reason) =>
        Assert.Equal(
            $"Thresholds '{text}': {reason}",
            GatePlanner.Plan(
                new GateOptions { Thresholds = [text] },
                hasRate: false,
                followsRedirects: false,
                entries: null,
                new OptionNames { ThresholdHelp = ". See 'help'" }).Error);

    [Fact]
    public void An_entry_that_is_not_there_is_told_beside_the_first_that_are()
    {
        string[] entries = ["GET /a", "GET /b", "GET /c", "GET /d", "GET /e", "GET /f"];
        GateOptions options = new() { Thresholds = ["p99{/x}<1s"] };

        Assert.Equal(
            "Thresholds 'p99{/x}<1s': no entry of Requests is called '/x'; there are "
            + "'GET /a', 'GET /b', 'GET /c', 'GET /d', 'GET /e'",
            Plan(options, entries: entries).Error);
        Assert.Equal("GET /f", Assert.Single(
            Plan(options with { Thresholds = ["p99{/f}<1s"] }, entries: entries).Plan!.Thresholds).Url);
        Assert.Null(Assert.Single(
            Plan(options with { Thresholds = ["p99<1s"] }, entries: entries).Plan!.Thresholds).Url);
    }

    [Theory]
    [InlineData("GET /a", "GET /a")]
    [InlineData("/a", "GET /a")]
    [InlineData("POST /a", "POST /a")]
    public void An_entry_is_found_by_its_whole_name_before_its_path(string url, string expected)
    {
        GateOptions options = new() { Thresholds = [$"p99{{{url}}}<1s"] };

        Assert.Equal(expected, Assert.Single(
            Plan(options, entries: ["GET /a", "POST /a", "GET /b/a"]).Plan!.Thresholds).Url);
    }

    [Fact]
    public void Where_names_come_later_any_is_taken_as_it_is()
    {
        GateOptions options = new()
        {
            Thresholds = ["p99{/x}<1s", "checks{is 200}>90%", "iterations>5"],
            NamesComeLater = true,
        };

        GatePlan plan = Plan(options).Plan!;

        Assert.Equal(["/x", "is 200", null], plan.Thresholds.Select(threshold => threshold.Url));
        Assert.Equal(
            "Thresholds 'timeouts{/a}<1': this metric is about the whole run; leave {...} out",
            Plan(options with { Thresholds = ["timeouts{/a}<1"] }).Error);
    }

    [Theory]
    [InlineData("2xx", null, "unexpected==0 with ExpectStatus 2xx")]
    [InlineData(null, "/ok/i", "unexpected==0 with ExpectBody /ok/i")]
    [InlineData("200", "ok", "unexpected==0 with ExpectStatus 200 with ExpectBody ok")]
    public void An_expectation_is_a_threshold_unless_there_is_one_for_it(string? status, string? body, string text)
    {
        GateOptions options = new() { ExpectStatus = status, ExpectBody = body, Thresholds = ["errors<5"] };

        GatePlan plan = Plan(options).Plan!;

        Assert.Equal([("errors<5", false), (text, true)], plan.Thresholds.Select(item => (item.Text, item.IsImplied)));
        Assert.Equal((status, body), (plan.ExpectedStatus?.Text, plan.ExpectedBody?.Text));
        Assert.True(plan.IsGated);
        GatePlan own = Plan(options with { Thresholds = ["unexpected<2"] }).Plan!;
        Assert.False(Assert.Single(own.Thresholds).IsImplied);
    }

    [Theory]
    [InlineData("ok", null, "ExpectStatus 'ok': expected statuses or classes, such as 2xx or 200,301")]
    [InlineData(
        null, "", "ExpectBody '': a text or /pattern/ is missing. Write a text, or /pattern/ without look-around")]
    public void An_expectation_that_cannot_be_says_why(string? status, string? body, string error) =>
        Assert.Equal((null, error), Plan(new GateOptions { ExpectStatus = status, ExpectBody = body }));

    [Fact]
    public void What_ends_on_failure_needs_something_that_can_fail()
    {
        Assert.Equal(
            (null, "AbortOnFail needs something that can fail: add Thresholds or ExpectStatus"),
            Plan(new GateOptions { AbortOnFail = true }));
        Assert.True(Plan(new GateOptions { AbortOnFail = true, Thresholds = ["errors<1"] }).Plan!.AbortsOnFail);
        Assert.True(Plan(new GateOptions { AbortOnFail = true, ExpectBody = "ok" }).Plan!.AbortsOnFail);
        GatePlan none = Plan(new GateOptions()).Plan!;
        Assert.False(none.IsGated || none.AbortsOnFail || GatePlan.None.IsGated);
    }

    [Fact]
    public void A_schedule_has_a_share_that_was_kept() =>
        Assert.Single(Plan(new GateOptions { Thresholds = ["rate_ratio>0.9"] }, hasRate: true).Plan!.Thresholds);

    [Theory]
    [InlineData(null, false, 399, true)]
    [InlineData(null, false, 400, false)]
    [InlineData("2xx,404", false, 404, true)]
    [InlineData("2xx,404", false, 299, true)]
    [InlineData("2xx,404", false, 300, false)]
    [InlineData("2xx", true, 301, true)]
    [InlineData("2xx", true, 302, true)]
    [InlineData("2xx", true, 303, true)]
    [InlineData("2xx", true, 307, true)]
    [InlineData("2xx", true, 308, true)]
    [InlineData("2xx", true, 304, false)]
    [InlineData("2xx", false, 302, false)]
    public void A_status_is_as_expected(string? expected, bool follows, int status, bool isExpected)
    {
        GatePlan plan = Plan(new GateOptions { ExpectStatus = expected }, follows: follows).Plan!;

        Assert.Equal(isExpected, plan.Expects(status));
        Assert.Equal(follows && status is > 300 and < 309 and not 304, plan.IsFollowed(status));
        Assert.Equal(follows && expected is not null, plan.RefusesUnfollowed);
    }

    private static (GatePlan? Plan, string? Error) Plan(
        GateOptions options, bool hasRate = false, bool follows = false, string[]? entries = null) =>
        GatePlanner.Plan(options, hasRate, follows, entries, OptionNames.Properties);
}
