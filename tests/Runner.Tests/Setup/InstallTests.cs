using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Runner.Setup;

namespace Runner.Tests.Setup;

// The ways to have the command without its source.
public sealed class InstallTests
{
    [Fact]
    public async Task A_link_named_wrk_is_a_replacement_of_wrk()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-link");
        string link = Path.Combine(folder.FullName, "wrk");
        File.CreateSymbolicLink(link, RunnerUnderTest.Executable);
        (int code, string output) = await RunAsync(link, "-v");
        folder.Delete(recursive: true);
        Assert.Equal(1, code);
        Assert.StartsWith("runner ", output, StringComparison.Ordinal);
        Assert.Contains("Usage: wrk <options> <url>", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrk\0-t1\0", true)]
    [InlineData("/usr/local/bin/wrk\0", true)]
    [InlineData("./wrk2\0-R10\0", true)]
    [InlineData("runner\0wrk\0", false)]
    [InlineData("dotnet\0wrk\0", false)]
    public void The_name_is_what_was_typed(string commandLine, bool expected) =>
        Assert.Equal(expected, InvokedName.IsWrk(commandLine));

    [Fact]
    public async Task The_package_installs_as_a_tool()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-tool");
        string project = Path.Combine(SourceRoot(), "src", "Runner");
        (int packed, string log) = await RunAsync(
            "dotnet", "pack", project, "-c", Configuration(), "--no-build", "-o", folder.FullName);
        Assert.True(packed == 0, log);
        string tools = Path.Combine(folder.FullName, "tools");
        (int installed, log) = await RunAsync(
            "dotnet", "tool", "install", "FastHttp.Runner", "--tool-path", tools, "--source", folder.FullName);
        Assert.True(installed == 0, log);
        (int code, string output) = await RunAsync(Path.Combine(tools, "runner"), "--version");
        folder.Delete(recursive: true);
        Assert.Equal(0, code);
        Assert.StartsWith("runner ", output, StringComparison.Ordinal);
    }

    private static string Configuration() =>
        AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";

    private static string SourceRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "perf.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }

    private static async Task<(int Code, string Output)> RunAsync(string command, params string[] arguments)
    {
        ProcessStartInfo start = new(command, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(4));
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output);
    }
}
