using System;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Tests.Transports;

/// <summary>How long a test waits for what must happen: far longer than it takes, so that only a hang fails.</summary>
internal static class Patience
{
    public const int Milliseconds = 30_000;

    public static void Wait(ManualResetEventSlim happened, string what) =>
        Assert.True(happened.Wait(Milliseconds), $"Waited in vain for: {what}.");

    /// <summary>Waits for a task; throws what it failed with.</summary>
    public static void Wait(Task task)
    {
        Assert.Same(task, Task.WhenAny(task, Task.Delay(Milliseconds)).GetAwaiter().GetResult());
        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Wait(Task)"/>
    public static T Wait<T>(Task<T> task)
    {
        Wait((Task)task);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Waits under the lock that guards what the condition reads; the thread that changes it pulses the lock.
    /// </summary>
    public static void WaitUnder(object gate, Func<bool> condition, Func<string> what)
    {
        long deadline = Environment.TickCount64 + Milliseconds;
        lock (gate)
        {
            while (!condition())
            {
                long left = deadline - Environment.TickCount64;
                Assert.True(left > 0 && Monitor.Wait(gate, (int)left), $"Waited in vain for: {what()}.");
            }
        }
    }

    /// <summary>Waits for what can be seen only on the loop, by one look a turn of the loop.</summary>
    public static void WaitUntil(TransportRig rig, Func<bool> condition)
    {
        long deadline = Environment.TickCount64 + Milliseconds;
        while (!rig.Run(condition))
        {
            Assert.True(Environment.TickCount64 < deadline, "Waited in vain for a state of the loop.");
            Thread.Yield();
        }
    }
}
