using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace Runner.Tests.Options.Parsing;

// U2: on a terminal, the reason and what to do are all there is. Where a program reads, each stream is wrk's, see
// CliComparisonTests.
public sealed class LastLineTests
{
    private const string Spawn =
        "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

    [Theory]
    [InlineData(
        "--conections 5",
        "wrk: unrecognized option '--conections'\n"
        + "runner: hint: did you mean --connections? see 'runner wrk --help'\n")]
    [InlineData(
        "-c many http://h/", "runner: hint: -c takes a number such as 100 or 1k; see 'runner wrk --help'\n")]
    [InlineData("-c1 -t2 http://h/",
        "number of connections must be >= threads\n"
        + "runner: hint: each thread needs a connection: -t 1 or fewer, or more with -c; see 'runner wrk --help'\n")]
    [InlineData("-c1", "runner: hint: the URL is missing; see 'runner wrk --help'\n")]
    public async Task A_typo_is_answered_with_its_reason_and_a_hint(string typed, string expected)
    {
        ProcessStartInfo start = new(
            "/usr/bin/python3", ["-c", Spawn, RunnerUnderTest.Executable, "wrk", .. typed.Split(' ')])
        {
            RedirectStandardOutput = true,
        };

        // One without functions, to which nothing but text is sent.
        start.Environment["TERM"] = "dumb";
        using Process process = Process.Start(start)!;
        string shown = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(expected, shown.Replace("\r", "", StringComparison.Ordinal));
        Assert.Equal(1, process.ExitCode);
    }
}
