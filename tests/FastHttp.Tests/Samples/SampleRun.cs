using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace FastHttp.Tests.Samples;

/// <summary>One run of a sample, as it was built beside these tests. Disposing ends it.</summary>
internal sealed class SampleRun : IDisposable
{
    // A machine with much to do may take this long to start a process; then the test fails instead of hanging.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private SampleRun(Process process) => _process = process;

    public int ExitCode => _process.ExitCode;

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public static SampleRun Start(string sample, params string[] arguments)
    {
        // bin/<configuration>/<framework>, here and there.
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string framework = Path.GetFileName(own);
        string configuration = Path.GetFileName(Path.GetDirectoryName(own))!;
        string root = Path.GetFullPath(Path.Combine(own, "..", "..", "..", "..", ".."));
        string program = Path.Combine(root, "samples", sample, "bin", configuration, framework, $"{sample}.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        return new SampleRun(Process.Start(start)!);
    }

    /// <summary>Runs a sample to its end.</summary>
    public static async Task<SampleRun> ToEndAsync(string sample, params string[] arguments)
    {
        SampleRun run = Start(sample, arguments);
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
