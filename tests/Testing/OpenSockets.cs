using System;
using System.IO;
using System.Linq;
using System.Threading;

namespace Testing;

/// <summary>Reads what the system says of this process, so that a test finds leaked descriptors.</summary>
public static class OpenSockets
{
    private const int RemoteColumn = 2;
    private const int InodeColumn = 9;

    /// <summary>
    /// Open sockets, epolls and eventfds of this process. Others are files that the runtime opens as it goes.
    /// </summary>
    public static int Count() => Directory.GetFileSystemEntries("/proc/self/fd")
        .Count(path => KindOf(path) is "socket" or "anon_inode");

    /// <summary>
    /// Sockets of any process that are connected to a port of 127.0.0.1, or are about to be. Those that the system
    /// alone still knows, because it waits for late segments, belong to no process and do not count.
    /// </summary>
    public static int CountTo(int port) => File.ReadLines("/proc/self/net/tcp")
        .Skip(1)
        .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Count(words => words[RemoteColumn] == $"0100007F:{port:X4}" && words[InodeColumn] != "0");

    /// <summary>Waits until there are at most so many; returns how many there are then, or at the deadline.</summary>
    public static int WaitFor(int atMost, TimeSpan patience) => WaitFor(Count, atMost, patience);

    /// <inheritdoc cref="WaitFor(int, TimeSpan)"/>
    /// <param name="count">What is counted.</param>
    /// <param name="atMost">How many there may be.</param>
    /// <param name="patience">For how long to wait.</param>
    public static int WaitFor(Func<int> count, int atMost, TimeSpan patience)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        int last;
        while ((last = count()) > atMost && Environment.TickCount64 < deadline)
        {
            // Finalizers would close sockets that the code has not: those are leaks, so no collection here.
            Thread.Sleep(5);
        }

        return last;
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
