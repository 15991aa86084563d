using System.Collections.Generic;

namespace Runner.Cli;

// The option on where options come from.
internal static class ConfigTable
{
    public static readonly OptionSpec Config = new("config")
    {
        IsAddition = true,
        IsValid = text => text.Length > 0,
        Expected = "the path of a YAML file",
    };

    public static readonly IReadOnlyList<OptionSpec> All = [Config];
}
