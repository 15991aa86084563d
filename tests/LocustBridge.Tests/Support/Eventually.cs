using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace LocustBridge.Tests.Support;

// Polls instead of sleeping: deadlines are generous, since other work may share the machine.
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    public static Task True(Func<bool> condition, string what, TimeSpan? patience = null) =>
        True(() => Task.FromResult(condition()), () => what, patience);

    public static Task True(Func<bool> condition, Func<string> what) =>
        True(() => Task.FromResult(condition()), what);

    public static Task True(Func<Task<bool>> condition, string what) => True(condition, () => what);

    public static async Task True(Func<Task<bool>> condition, Func<string> what, TimeSpan? patience = null)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > (patience ?? Patience))
            {
                Assert.Fail("Did not happen in time: " + what());
            }

            await Task.Delay(25);
        }
    }
}
