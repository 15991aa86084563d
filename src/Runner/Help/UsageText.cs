using System;
using System.Linq;
using Runner.Options;

namespace Runner.Help;

// The texts that describe the command: wrk's usage, byte for byte and padded as wrk pads it, then our additions.
internal static class UsageText
{
    private const int Columns = 54;

    private static readonly string[] s_wrkLines =
    [
        "Usage: wrk <options> <url>",
        "  Options:",
        "    -c, --connections <N>  Connections to keep open",
        "    -d, --duration    <T>  Duration of test",
        "    -t, --threads     <N>  Number of threads to use",
        "",
        "    -s, --script      <S>  Load Lua script file",
        "    -H, --header      <H>  Add header to request",
        "        --latency          Print latency statistics",
        "        --timeout     <T>  Socket/request timeout",
        "    -v, --version          Print version details",
        "",
        "  Numeric arguments may include a SI unit (1k, 1M, 1G)",
    ];

    // One column shorter than the others, which wrk does not pad.
    private const string LastLine = "  Time arguments may include a time unit (2s, 2m, 2h)\n";

    /// <summary>As short as wrk's, and the same: for what was typed wrongly.</summary>
    public static string ShortUsage { get; } =
        string.Concat(Array.ConvertAll(s_wrkLines, line => line.PadRight(Columns) + "\n")) + LastLine;

    /// <summary>What the page of all options says of the command.</summary>
    public const string Details =
        """
        Loads a server and prints wrk's report. wrk's and wrk2's command lines work as they are: long names may be
        abbreviated, letters bundled, and options may follow the URL. Arguments after the URL go to the script. Ctrl-C
        ends the run with its report. The exit code is 0 for a run that took place, however the server
        answered, 1 for what stopped it from taking place, and 2 for a limit of the system, such as open files
        (`runner help exit-codes`).

        Each option may also be a key of the `--config` file (`connections: 50`) or a variable
        (`RUNNER_CONNECTIONS=50`, `RUNNER_URL`; but `RUNNER_NAME`, which GitHub's runners set). Variables come before
        the file, what is typed before both. Every visible difference from wrk is in
        [wrk-compatibility.md](wrk-compatibility.md).
        """;

    /// <summary>What follows the options.</summary>
    public const string More =
        """
        Time arguments may also be 500us, 250ms, 1.5s, 1d or 1m30s.
        'runner help wrk' has wrk's options among them, and examples.
        """;

    /// <summary>With our options: for who asked.</summary>
    public static string Usage { get; } =
        $"""
        {ShortUsage}
          Beyond wrk:

        {OptionHelp.Of(OptionTable.All.Where(option => !option.IsWrks))}
        {More}

        """;

    /// <summary>
    /// The version line in the shape of wrk's, with the transport in use where wrk has its event library.
    /// </summary>
    public static string VersionLine(string engine)
    {
        Version version = typeof(UsageText).Assembly.GetName().Version ?? new Version(0, 0, 0);
        return $"runner {version.ToString(3)} [{engine}] Command line and report of wrk 4.2\n";
    }
}
