using System;
using System.IO;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Runner.Options;
using Runner.Outputs;
using Runner.Tests.Conformance;

namespace Runner.Tests.Results;

// Places that take nothing: one line for each, an exit code, and everything else whole.
public sealed class FullDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void W8_One_output_that_cannot_be_written_does_not_keep_the_others()
    {
        string json = Path.Combine(_folder, "run.json");
        OutputOptions options = OutputOptions.Default with
        {
            JsonPath = json,
            CsvPath = "/dev/full",
            HtmlPath = "/dev/full",
            TimeSeriesPath = "/dev/full",
            JUnitPath = "/dev/full",
            HdrPath = "/dev/full",
            ReportPath = "/dev/full",
        };
        ResultOutputs outputs = ResultOutputs.Open(options).Outputs!;
        using StringWriter error = new();
        outputs.Report.Write(new string('x', 10_000));
        ((ILiveObserver)new TimeSeriesOutput(OutputFile.Open("/dev/full").File!))
            .OnInterval(new SeriesPoint { T = 1, Rate = 1, Errors = 0, BytesIn = 0 }, null!);
        Assert.False(outputs.Write(SampleDocument.Make, error));
        outputs.Dispose();
        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Contains(
            "could not be written (No space left on device", line, StringComparison.Ordinal));
        using FileStream file = File.OpenRead(json);
        Assert.Equal(ResultDocument.CurrentSchema, ResultFile.Read(file).Schema);
    }

    [Fact]
    public void W8_A_writer_keeps_its_first_failure_and_goes_on()
    {
        using GuardedWriter writer = new(() => new StreamWriter("/dev/full") { AutoFlush = true });
        writer.Write("a");
        writer.Write('b');
        writer.WriteLine("c");
        writer.Flush();
        Assert.IsAssignableFrom<IOException>(writer.Failure);
        using GuardedWriter closed = new(() => throw new IOException("closed"));
        closed.Write("a");
        Assert.Equal("closed", closed.Failure!.Message);
    }

    [Theory]
    [InlineData(">/dev/full", "--summary", "wrk")]
    [InlineData(">/dev/full", "--summary", "full")]
    [InlineData(">&-", "--summary", "wrk")]
    [InlineData("2>/dev/full", "--summary", "wrk")]
    public async Task W8_Without_a_stdout_the_results_are_whole(string redirection, params string[] options)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string json = Path.Combine(_folder, "run.json");
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/bin/sh",
            [
                "-c", $"exec \"$@\" {redirection}", "sh", RunnerUnderTest.Executable, "wrk", "-t1", "-c1", "-n3",
                "-T60s", "--json", json, .. options, $"http://127.0.0.1:{server.Port}/cl",
            ])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync();
        string error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        bool isStderr = redirection.StartsWith('2');
        Assert.Equal(isStderr ? 0 : 1, shell.ExitCode);
        Assert.Equal(!isStderr, error.Contains("runner: stdout could not be written (", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(isStderr, (await output).Contains("3 requests in", StringComparison.Ordinal));
        using FileStream file = File.OpenRead(json);
        Assert.Equal(3, ResultFile.Read(file).Requests.Completed);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("http", "--json")]
    [InlineData("http", "--dry-run")]
    [InlineData("wrk", "-t1", "-c1", "--dry-run")]
    [InlineData("wrk", "-t1", "-c1", "-n1", "-T60s", "--html", "-")]
    public async Task W8_A_stdout_that_is_closed_is_said_in_one_line(params string[] arguments)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/bin/sh",
            [
                "-c", "exec \"$@\" >&-", "sh", RunnerUnderTest.Executable, .. arguments,
                $"http://127.0.0.1:{server.Port}/cl",
            ])
            {
                RedirectStandardError = true,
            })!;
        string error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(1, shell.ExitCode);
        Assert.Single(
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => line.Contains("Bad file descriptor", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
