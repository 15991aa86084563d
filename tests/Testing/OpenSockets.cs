using System;
using System.IO;
using System.Linq;
using System.Threading;

namespace Testing;

/// <summary>What the system says of this process: whoever has leaked a descriptor is found here.</summary>
public static class OpenSockets
{
    /// <summary>
    /// Open sockets, epolls and eventfds of this process. Others are files that the runtime opens as it goes.
    /// </summary>
    public static int Count() => Directory.GetFileSystemEntries("/proc/self/fd")
        .Count(path => KindOf(path) is "socket" or "anon_inode");

    /// <summary>Waits until there are at most so many; returns how many there are then, or at the deadline.</summary>
    public static int WaitFor(int atMost, TimeSpan patience)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        int count;
        while ((count = Count()) > atMost && Environment.TickCount64 < deadline)
        {
            // Sockets that nobody has closed are closed by their finalizers: that would be a leak, so no collection.
            Thread.Sleep(5);
        }

        return count;
    }

    private static string KindOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name.Split(":[")[0] ?? "gone";
        }
        catch (IOException)
        {
            return "gone";
        }
    }
}
