using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Runner.Sessions;

// How a signal ends what is under way.
// A shell without job control starts `runner … &` with SIGINT ignored, and the runtime leaves an ignored signal alone.
// wrk does not: `kill -INT` has it report, however it was started. So the signal is given back its default first.
internal static partial class InterruptSignal
{
    private const int SigInt = 2;

    /// <summary>Makes SIGINT heard. Called before anything that has the runtime look at signals.</summary>
    public static void Restore()
    {
        if (OperatingSystem.IsLinux())
        {
            SetHandler(SigInt, 0);
        }
    }

    /// <summary>
    /// Has the first signal end what is under way, with its report; a second one ends the process, as the system would.
    /// </summary>
    /// <param name="signal">Which signal.</param>
    /// <param name="stop">Ends what is under way.</param>
    /// <param name="leave">What is done before the process ends.</param>
    public static PosixSignalRegistration StopOn(
        PosixSignal signal, CancellationTokenSource stop, Action? leave = null) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stop.IsCancellationRequested;
            if (!context.Cancel)
            {
                leave?.Invoke();
            }

            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        });

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
