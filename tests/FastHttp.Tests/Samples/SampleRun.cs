using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace FastHttp.Tests.Samples;

/// <summary>
/// One run of a sample, as it was built beside these tests, or as native code where <c>SAMPLES_UNDER_TEST</c> names a
/// folder that has it. Disposing ends it.
/// </summary>
internal sealed class SampleRun : IDisposable
{
    // A machine with much to do may take this long to start a process; then the test fails instead of hanging.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private SampleRun(Process process) => _process = process;

    public int ExitCode => _process.ExitCode;

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    /// <summary>How often a sample is run: as it was built, and as native code where that was made.</summary>
    public static int RunsOf(string sample) => CommandsOf(sample).Count();

    /// <summary>Starts each run of a sample when it is asked for.</summary>
    public static IEnumerable<SampleRun> StartEach(string sample, params string[] arguments) =>
        CommandsOf(sample).Select(command => Start(command, arguments));

    /// <summary>Runs a sample to its end, each way; all have to say the same.</summary>
    public static async Task<SampleRun> ToEndAsync(string sample, params string[] arguments)
    {
        SampleRun? first = null;
        foreach (SampleRun started in StartEach(sample, arguments))
        {
            SampleRun run = await ToEndAsync(started);
            first ??= run;
            Assert.Equal((first.ExitCode, first.Output, first.Errors), (run.ExitCode, run.Output, run.Errors));
        }

        return first!;
    }

    private static IEnumerable<string[]> CommandsOf(string sample)
    {
        yield return BuildOf(sample);
        if (Environment.GetEnvironmentVariable("SAMPLES_UNDER_TEST") is { Length: > 0 } folder
            && Path.Combine(folder, sample, sample) is var file && File.Exists(file))
        {
            yield return [file];
        }
    }

    private static SampleRun Start(string[] command, string[] arguments)
    {
        ProcessStartInfo start = new(command[0], [.. command[1..], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(command[^1]),
        };
        return new SampleRun(Process.Start(start)!);
    }

    private static string[] BuildOf(string sample)
    {
        // bin/<configuration>/<framework>, here and there.
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string framework = Path.GetFileName(own);
        string configuration = Path.GetFileName(Path.GetDirectoryName(own))!;
        string root = Path.GetFullPath(Path.Combine(own, "..", "..", "..", "..", ".."));
        string program = Path.Combine(root, "samples", sample, "bin", configuration, framework, $"{sample}.dll");
        return ["dotnet", program];
    }

    private static async Task<SampleRun> ToEndAsync(SampleRun run)
    {
        try
        {
            Task<string> output = run._process.StandardOutput.ReadToEndAsync();
            Task<string> errors = run._process.StandardError.ReadToEndAsync();
            await run._process.WaitForExitAsync().WaitAsync(s_patience);
            run.Output = await output;
            run.Errors = await errors;
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Reads the output up to the line that holds a text.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        _ = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync();
                return line;
            }
        }

        throw new InvalidOperationException($"The sample ended without saying '{text}'.");
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
