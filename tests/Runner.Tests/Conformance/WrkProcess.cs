using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Runs wrk, or `runner wrk` under test, and collects its streams. At most a few run at a time: nothing
// here asserts speed, but a run that gets no processor measures nothing.
internal static class WrkProcess
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly SemaphoreSlim s_slots = new(4);

    public static Task<WrkOutcome> RunAsync(WrkTool tool, params IEnumerable<string> args) =>
        RunAsync(tool, args, null);

    /// <param name="tool">Whose command.</param>
    /// <param name="args">What follows the command's name.</param>
    /// <param name="whileRunning">Is given the process's id and may signal it.</param>
    public static async Task<WrkOutcome> RunAsync(WrkTool tool, IEnumerable<string> args, Func<int, Task>? whileRunning)
    {
        ProcessStartInfo start = StartInfo(CommandOf(tool).Concat(args));
        await s_slots.WaitAsync();
        try
        {
            return await RunAsync(start, whileRunning);
        }
        finally
        {
            s_slots.Release();
        }
    }

    /// <summary>Runs behind a shell command, such as one that sets limits.</summary>
    public static Task<WrkOutcome> RunBehindAsync(string shell, WrkTool tool, params IEnumerable<string> args) =>
        RunBehindAsync(shell, tool, args, null);

    /// <inheritdoc cref="RunBehindAsync(string, WrkTool, IEnumerable{string})"/>
    public static Task<WrkOutcome> RunBehindAsync(
        string shell, WrkTool tool, IEnumerable<string> args, Func<int, Task>? whileRunning) =>
        RunAsync(StartInfo(["sh", "-c", $"{shell}; exec \"$0\" \"$@\"", .. CommandOf(tool), .. args]), whileRunning);

    /// <summary>Sends a signal by kill(1).</summary>
    public static async Task SignalAsync(int process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>
    /// Interrupts a run that has begun to send. wrk hears of it only a moment later, so it is told until it has ended;
    /// we are told once, since the second time ends us without a report.
    /// </summary>
    public static async Task InterruptAsync(WrkTool tool, int process)
    {
        await SignalAsync(process, "INT");
        for (int round = 0; tool == WrkTool.Wrk && round < 300 && Directory.Exists($"/proc/{process}"); round++)
        {
            await Task.Delay(100);
            await SignalAsync(process, "INT");
        }
    }

    private static string[] CommandOf(WrkTool tool)
    {
        if (tool == WrkTool.Wrk)
        {
            // By name, not by path: getopt puts into its messages what it was called by.
            return Peers.Find("wrk") is not null
                ? ["wrk"]
                : throw new InvalidOperationException("wrk is not installed");
        }

        return [RunnerUnderTest.Executable, "wrk"];
    }

    private static ProcessStartInfo StartInfo(IEnumerable<string> command)
    {
        string[] words = [.. command];
        ProcessStartInfo start = new(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("POSIXLY_CORRECT");
        return start;
    }

    private static async Task<WrkOutcome> RunAsync(ProcessStartInfo start, Func<int, Task>? whileRunning)
    {
        using Process process = Process.Start(start) ?? throw new Win32Exception($"cannot start {start.FileName}");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(s_limit);
        try
        {
            if (whileRunning is not null)
            {
                await whileRunning(process.Id);
            }

            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            string command = string.Join(' ', start.ArgumentList.Prepend(start.FileName));
            throw new TimeoutException($"{command} did not end: {await error}");
        }

        return new WrkOutcome(process.ExitCode, await output, await error);
    }
}
