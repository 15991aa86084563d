using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;

namespace Shortage;

/// <summary>No descriptor is left (EMFILE): the limit of open files is put a little above what is open.</summary>
internal sealed unsafe partial class DescriptorShortage : IShortage
{
    private const int OpenFiles = 7;

    // More than one, so that some calls get through; fewer than there are calls.
    private const int Spare = 8;
    private const int Threads = 8;

    private ulong _soft;
    private ulong _hard;

    public int SystemError => 24;

    public IPAddress? Local => null;

    /// <summary>
    /// A thread that the runtime cannot start for lack of a descriptor ends the process: there are all that may be
    /// wanted, and no others are started.
    /// </summary>
    public void Prepare()
    {
        ThreadPool.GetMinThreads(out _, out int completions);
        ThreadPool.SetMinThreads(Threads, completions);
        ThreadPool.SetMaxThreads(Threads, completions);
        Barrier all = new(Threads + 1);
        for (int index = 0; index < Threads; index++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static all => all.SignalAndWait(), all, preferLocal: false);
        }

        all.SignalAndWait();
    }

    public int Begin()
    {
        ulong* limit = stackalloc ulong[2];
        Check(GetLimit(OpenFiles, limit));
        (_soft, _hard) = (limit[0], limit[1]);

        // New descriptors are the lowest free numbers, so that gaps between those that are open count, too.
        HashSet<int> open = [.. Directory.GetFileSystemEntries("/proc/self/fd")
            .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];
        int soft = 0;
        for (int free = 0; free < Spare; soft++)
        {
            free += open.Contains(soft) ? 0 : 1;
        }

        SetSoft((ulong)soft);

        // The listing had a descriptor of its own.
        return Spare + 1;
    }

    public void End() => SetSoft(_soft);

    private void SetSoft(ulong soft)
    {
        ulong* limit = stackalloc ulong[2] { soft, _hard };
        Check(SetLimit(OpenFiles, limit));
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, ulong* limit);
}
