using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>A program of the tests that runs in a process of its own, to its end.</summary>
internal static class ChildProcess
{
    // That of these tests: they are in bin/Release/net10.0, say.
    private static readonly string s_configuration =
        Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;

    // One that hangs is ended, and says so by its exit code.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    /// <summary>The path of a program below <c>tests</c>.</summary>
    public static string PathOf(string program) =>
        Path.Combine(SourceFiles.Root, "tests", program, "bin", s_configuration, "net10.0", program);

    /// <summary>Runs it; returns its exit code, and both its outputs.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string[] command, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource late = new(s_patience);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output + await errors);
    }
}
