using System;
using System.Collections.Generic;

namespace Runner.Cli;

// The options on results beside the report.
internal static class OutputTable
{
    public static readonly OptionSpec Json = new("json")
    {
        IsAddition = true,
        IsValid = IsPath,
        Expected = "the path of a file, or - for stdout",
    };

    public static readonly OptionSpec Html = new("html")
    {
        IsAddition = true,
        IsValid = IsPath,
        Expected = "the path of a file, or - for stdout",
    };

    public static readonly OptionSpec Name = new("name")
    {
        IsAddition = true,
        IsValid = IsPath,
        Expected = "what the run is to be called",
    };

    public static readonly OptionSpec Tag = new("tag")
    {
        IsAddition = true,
        IsRepeatable = true,
        IsValid = text => text.IndexOf('=', StringComparison.Ordinal) > 0,
        Expected = "key=value",
    };

    public static readonly IReadOnlyList<OptionSpec> All = [Json, Html, Name, Tag];

    private static bool IsPath(string text) => text.Length > 0;
}
