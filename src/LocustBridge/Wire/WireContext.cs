using System;
using System.Threading;
using System.Threading.Tasks;
using NetMQ;

namespace LocustBridge.Wire;

// NetMQ's one context for the process, and what becomes of it when a thread of it dies. NetMQ parses what a peer sends
// on a thread of its own and lets exceptions out of it: a damaged READY or command ends that thread (and the process,
// where the host does not call LocustWorker.HandleWireFailure). From then on nothing moves on any socket, so every
// channel ends, and the last one to leave has NetMQ begin anew. Any thread.
internal static class WireContext
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly object s_gate = new();
    private static int s_channels;
    private static int s_generation;
    private static int s_cleaned;
    private static bool s_isLost;

    static WireContext()
    {
        // NetMQ's clock looks for an assembly of Mono and, elsewhere, runs machine code of its own; it needs neither.
        const string Name = "NETQM_SUPPRESS_RDTSC";
        if (Environment.GetEnvironmentVariable(Name) is null)
        {
            Environment.SetEnvironmentVariable(Name, "1");
        }
    }

    // False when NetMQ cannot be used any more, or not yet. A caller that got in must Leave.
    public static bool TryEnter(out int generation)
    {
        lock (s_gate)
        {
            while (s_cleaned != Volatile.Read(ref s_generation) && !s_isLost)
            {
                if (s_channels != 0)
                {
                    // The others are told by IsBroken, and leave soon.
                    if (!Monitor.Wait(s_gate, s_patience))
                    {
                        break;
                    }
                }
                else
                {
                    Renew();
                }
            }

            generation = Volatile.Read(ref s_generation);
            if (s_isLost || s_cleaned != generation)
            {
                return false;
            }

            s_channels++;
            return true;
        }
    }

    // After all sockets of the channel are disposed of.
    public static void Leave()
    {
        lock (s_gate)
        {
            s_channels--;
            Monitor.PulseAll(s_gate);
        }
    }

    public static bool IsLost => Volatile.Read(ref s_isLost);

    public static bool IsBroken(int generation) => Volatile.Read(ref s_generation) != generation;

    // Runs on the very thread that dies: takes no lock, waits for nothing.
    public static bool TryHandle(Exception exception)
    {
        if (!IsOfWire(exception))
        {
            return false;
        }

        Interlocked.Increment(ref s_generation);
        return true;
    }

    // NetMQ's own threads by their names; on a thread of the pool, what AsyncIO does for it by the trace.
    private static bool IsOfWire(Exception exception)
    {
        string? name = Thread.CurrentThread.Name;
        if (name is not null
            && (name.StartsWith("iothread-", StringComparison.Ordinal)
                || name.StartsWith("reaper-", StringComparison.Ordinal)))
        {
            return true;
        }

        string? trace = exception.StackTrace;
        return trace is not null
            && (trace.Contains(" NetMQ.", StringComparison.Ordinal)
                || trace.Contains(" AsyncIO.", StringComparison.Ordinal));
    }

    // Under s_gate, with no channel left. Not blocking (false): the sockets of a dead thread never end.
    private static void Renew()
    {
        int generation = Volatile.Read(ref s_generation);
        var cleanup = Task.Factory.StartNew(
            static () => NetMQConfig.Cleanup(block: false),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            s_isLost = !cleanup.Wait(s_patience);
        }
        catch (AggregateException)
        {
            s_isLost = true;
        }

        s_cleaned = generation;
    }
}
