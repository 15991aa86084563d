using System;
using System.Collections.Generic;
using FastHttp.Load.Text;

namespace Runner.Cli;

// The options on what is shown while a run goes on.
internal static class LiveTable
{
    public static readonly OptionSpec Live = new("live")
    {
        IsAddition = true,
        IsValid = OptionTable.IsOneOf<LiveChoice>,
        Expected = "auto, line, full or off",
    };

    public static readonly OptionSpec NoTui = new("no-tui") { IsAddition = true };

    public static readonly OptionSpec Progress = new("progress")
    {
        IsAddition = true,
        IsValid = text => NumberSyntax.TryParseTime(text, out TimeSpan time) && time >= TimeSpan.FromSeconds(1),
        Expected = "a time of at least 1s, such as 10s",
    };

    public static readonly OptionSpec NoColor = new("no-color") { IsAddition = true };

    public static readonly IReadOnlyList<OptionSpec> All = [Live, NoTui, Progress, NoColor];
}
