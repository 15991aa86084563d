using System;
using System.IO;
using LocustBridge.Outputs;

namespace Runner.Locust.Output;

// Prints Locust's table every two seconds while a run lasts. One thread at a time.
internal sealed class LocustProgress(TextWriter writer) : ILocustOutput
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    // Reports come each second, and not on the dot.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMilliseconds(500);

    private DateTimeOffset _last;

    public void Start()
    {
    }

    public void Report(LocustSnapshot snapshot)
    {
        // The last report of a run has no users; what it says comes in the summary.
        if (snapshot.Time - _last >= s_interval - s_tolerance && snapshot.UserCount != 0)
        {
            _last = snapshot.Time;
            LocustTable.Write(writer, snapshot, isCurrent: true);
        }
    }

    public void Stop()
    {
    }
}
