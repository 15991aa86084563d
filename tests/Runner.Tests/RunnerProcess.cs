using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

using Xunit.Sdk;

namespace Runner.Tests;

/// <summary>The runner as a user starts it: a process, with its streams and its exit code.</summary>
internal sealed class RunnerProcess : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;

    private RunnerProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Error => _process.StandardError;

    public StreamWriter Input => _process.StandardInput;

    public static RunnerProcess Start(params string[] arguments) => Start([], arguments);

    /// <summary>Starts it with some variables of its environment set.</summary>
    public static RunnerProcess Start(IEnumerable<(string Name, string Value)> variables, params string[] arguments) =>
        StartFile(RunnerUnderTest.Executable, variables, arguments);

    /// <summary>Starts a given file, with some variables of its environment set.</summary>
    public static RunnerProcess StartFile(
        string executable, IEnumerable<(string Name, string Value)> variables, params string[] arguments)
    {
        ProcessStartInfo start = new(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return new RunnerProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using RunnerProcess runner = Start(arguments);
        return await runner.EndAsync();
    }

    /// <summary>Sends a signal by its name, such as INT.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("/bin/kill", ["-" + name, _process.Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end, within a limit, and returns what was not read yet.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        using CancellationTokenSource limit = new(s_limit);
        Task<string> output = _process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = _process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return (_process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            throw new XunitException($"the runner did not end within {s_limit}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
