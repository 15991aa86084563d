using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace LocustBridge;

// A worker as a whole program: flags, log on stderr, signals, exit code. Each call is one program's run.
internal sealed class WorkerProgram(TextWriter output, TextWriter error)
{
    private const int Misused = 1;

    /// <summary>Runs until the master quits or a signal comes.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="makeHost">Makes the host, when the flags are known to be right.</param>
    /// <param name="runOnce">Runs some tasks once each, by name, and returns the exit code.</param>
    /// <returns>The exit code: 0; 1 for flags that are wrong, with a line on stderr.</returns>
    public async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        Func<WorkerFlags, ILocustHost> makeHost,
        Func<IReadOnlyList<string>, TextWriter, TextWriter, CancellationToken, Task<int>> runOnce)
    {
        (WorkerFlags? flags, string? problem) = WorkerFlags.Parse(arguments, Environment.GetEnvironmentVariable);
        if (flags is null)
        {
            await error.WriteLineAsync(problem + ".").ConfigureAwait(false);
            return Misused;
        }

        if (flags.WantsHelp)
        {
            await output.WriteAsync(WorkerFlags.Help).ConfigureAwait(false);
            return 0;
        }

        foreach (string name in flags.Useless)
        {
            await error.WriteLineAsync($"{name} has no effect: dotnet-trace and dotnet-gcdump make profiles.")
                .ConfigureAwait(false);
        }

        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration terminate = StopOn(PosixSignal.SIGTERM, stop);
        return flags.RunTasks.Count != 0
            ? await runOnce(flags.RunTasks, output, error, stop.Token).ConfigureAwait(false)
            : await ServeAsync(makeHost(flags), flags, stop.Token).ConfigureAwait(false);
    }

    private async Task<int> ServeAsync(ILocustHost host, WorkerFlags flags, CancellationToken stop)
    {
        HandleWireFailures();
        await using LocustWorker worker = new(host, new LocustWorkerOptions
        {
            MasterHost = flags.MasterHost,
            MasterPort = flags.MasterPort,
            Log = error.WriteLine,
        });
        return await worker.RunAsync(stop).ConfigureAwait(false);
    }

    // A process has one such handler: a program that has set its own calls LocustWorker.HandleWireFailure there.
    private static void HandleWireFailures()
    {
        try
        {
            ExceptionHandling.SetUnhandledExceptionHandler(LocustWorker.HandleWireFailure);
        }
        catch (InvalidOperationException)
        {
            // It has.
        }
    }

    // The first signal ends the run with its last report; a second one ends the process, as the system would.
    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });
}
