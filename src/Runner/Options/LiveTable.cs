using System;
using System.Collections.Generic;
using FastHttp.Load.Text;
using Runner.Options.Entries;
using static Runner.Options.Values.Reads<Runner.Options.CliOptions>;

namespace Runner.Options;

// The options on what is shown while a run goes on.
internal static class LiveTable
{
    private const OptionScope WrkAndLocust = OptionScope.Wrk | OptionScope.Locust;

    public static readonly OptionSpec<CliOptions> Live = new("live")
    {
        Group = OptionGroup.Live,
        Scope = WrkAndLocust,
        InLocust = new() { Help = "auto, line, full or off: instead of the table every two seconds" },
        ValueName = "X",
        Default = "auto",
        Expected = "auto, line, full or off",
        Help = "auto (a line on a terminal), line, full or off",
        Details = "`auto` is one line on stderr where that is a terminal and `CI` is not set. `full` takes the screen: "
            + "`q` ends, `l` logarithmic bars, `p` pauses.",
        Read = Choice<LiveChoice>((o, v) => o with { Live = o.Live with { Choice = v } }),
    };

    public static readonly OptionSpec<CliOptions> NoTui = new("no-tui")
    {
        Group = OptionGroup.Live,
        Scope = WrkAndLocust,
        Help = "the same as --live off",
        Read = Flag(o => o with { Live = o.Live with { Choice = LiveChoice.Off } }),
    };

    public static readonly OptionSpec<CliOptions> Progress = new("progress")
    {
        Group = OptionGroup.Live,
        Scope = WrkAndLocust,
        ValueName = "T",
        Expected = "a time of at least 1s, such as 10s",
        Help = "a plain line on stderr each time, for logs",
        Read = Value<TimeSpan>(
            NumberSyntax.TryParseTime,
            time => time >= TimeSpan.FromSeconds(1),
            (o, v) => o with { Live = o.Live with { Progress = v } }),
    };

    public static readonly OptionSpec<CliOptions> NoColor = new("no-color")
    {
        Group = OptionGroup.Live,
        Scope = WrkAndLocust,
        Help = "no colours; so does NO_COLOR",
        Read = Flag(o => o with { Live = o.Live with { NoColor = true } }),
    };

    public static readonly IReadOnlyList<OptionSpec<CliOptions>> All = [Live, NoTui, Progress, NoColor];
}
