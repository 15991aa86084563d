using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;

namespace Runner.Tests.Locust;

/// <summary>
/// One <c>runner locust</c> process as a master's worker, with what it says on stderr. It talks to the master through a
/// proxy that checks every frame; a frame that breaks a rule fails the test when this is disposed of.
/// </summary>
internal sealed class LocustRunner : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly Process _process;

    private LocustRunner(Process process, RecordingProxy proxy)
    {
        _process = process;
        Proxy = proxy;
        process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public string Log => string.Join('\n', _log);

    public RecordingProxy Proxy { get; }

    public int Id => _process.Id;

    public static LocustRunner Start(LocustMaster master, params string[] arguments) =>
        Start(master.Port, arguments);

    public static LocustRunner Start(int masterPort, params string[] arguments)
    {
        RecordingProxy proxy = new(masterPort);
        ProcessStartInfo start = new(
            RunnerUnderTest.Executable,
            ["locust", "--master-host=127.0.0.1", $"--master-port={proxy.Port}", "--threads", "2", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new LocustRunner(Process.Start(start)!, proxy);
    }

    public Task SaysAsync(string fragment) => Eventually.True(
        () => Log.Contains(fragment, StringComparison.Ordinal), () => $"worker says '{fragment}'; it said:\n{Log}");

    public Task IsReadyAsync() => SaysAsync("Registered as worker");

    public void Signal(string name)
    {
        using Process kill = Process.Start("/bin/kill", ["-" + name, _process.Id.ToString()]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        await Proxy.DisposeAsync();
    }
}
