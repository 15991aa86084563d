using System.Collections.Generic;
using Runner.Options.Entries;
using static Runner.Options.Values.Reads<Runner.Options.CliOptions>;

namespace Runner.Options;

// The option on where options come from.
internal static class ConfigTable
{
    public static readonly OptionSpec<CliOptions> Config = new("config")
    {
        Group = OptionGroup.Elsewhere,
        ValueName = "FILE",
        TakesFile = true,
        Expected = "the path of a YAML file",
        Help = "options from a YAML file, one key each: connections: 50",
        Details = "One option a line by its long name, lists for those that may be repeated, `url` for the URL.",

        // The file is read before any option is.
        Read = Path((o, _) => o),
    };

    public static readonly IReadOnlyList<OptionSpec<CliOptions>> All = [Config];
}
