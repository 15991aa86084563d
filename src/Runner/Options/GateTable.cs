using System.Collections.Generic;
using System.Globalization;
using Runner.Options.Entries;
using static Runner.Options.Values.Reads<Runner.Options.CliOptions>;

namespace Runner.Options;

// The options on when a run has failed. What is wrong with their texts is said by the planner, in a line of its own.
internal static class GateTable
{
    private const OptionScope WrkAndLocust = OptionScope.Wrk | OptionScope.Locust;

    public static readonly OptionSpec<CliOptions> Threshold = new("threshold")
    {
        Group = OptionGroup.Gates,
        Scope = WrkAndLocust,
        IsRepeatable = true,
        ValueName = "EXPR",
        Help = "fails the run (exit code 99) unless it holds: p99<250ms",
        Details = "`p99<250ms`, `error_rate<1%`, `rps>50k`, `rate_ratio>0.99`, `status_5xx==0`, `p99{/login}<1s`; "
            + "`runner help thresholds` has all.",
        Read = Text((o, v) => o with { Gates = o.Gates with { Thresholds = [.. o.Gates.Thresholds, v] } }),
    };

    public static readonly OptionSpec<CliOptions> ExpectStatus = new("expect-status")
    {
        Group = OptionGroup.Gates,
        Scope = WrkAndLocust,
        ValueName = "S",
        Default = "any",
        Help = "answers must have one of these statuses: 2xx, or 200,301",
        Read = Text((o, v) => o with { Gates = o.Gates with { ExpectStatus = v } }),
    };

    public static readonly OptionSpec<CliOptions> ExpectBody = new("expect-body")
    {
        Group = OptionGroup.Gates,
        Scope = WrkAndLocust,
        ValueName = "B",
        Default = "any",
        Help = "answers must hold this text, or match /this pattern/",
        Read = Text((o, v) => o with { Gates = o.Gates with { ExpectBody = v } }),
    };

    public static readonly OptionSpec<CliOptions> AbortOnFail = new("abort-on-fail")
    {
        Group = OptionGroup.Gates,
        Scope = WrkAndLocust,
        InLocust = new()
        {
            Help = "ends the run as soon as a threshold is missed; with --headless",
            Needs = [new("headless", "with a master, it is the master that ends the test. Drop it")],
        },
        Help = "ends the run as soon as a threshold is missed",
        Read = Flag(o => o with { Gates = o.Gates with { AbortOnFail = true } }),
    };

    public static readonly OptionSpec<CliOptions> ExitCodeOnError = new("exit-code-on-error")
    {
        Group = OptionGroup.Gates,
        ValueName = "N",
        Default = "0, as wrk",
        Expected = "a number from 0 to 255",
        Help = "exit code of a run in which a request failed",
        Read = Value<byte>(TryParseExitCode, (o, v) => o with { Gates = o.Gates with { ExitCodeOnError = v } }),
    };

    public static readonly IReadOnlyList<OptionSpec<CliOptions>> All =
        [Threshold, ExpectStatus, ExpectBody, AbortOnFail, ExitCodeOnError];

    private static bool TryParseExitCode(string text, out byte value) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
