using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace LocustBridge.Tests.Support;

// A short python script with text in and text out.
internal sealed class PythonProcess : IDisposable
{
    private readonly Process _process;

    public PythonProcess(string script)
    {
        _process = Process.Start(new ProcessStartInfo(Peers.Python, ["-u", "-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public StreamWriter In => _process.StandardInput;

    public async Task<string> LineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience)
        ?? throw new InvalidOperationException("The script has ended.");

    public static async Task<string> RunAsync(string script, string input)
    {
        using var python = new PythonProcess(script);
        Task<string> output = python._process.StandardOutput.ReadToEndAsync();
        await python.In.WriteAsync(input);
        python.In.Close();
        return await output.WaitAsync(Eventually.Patience);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
