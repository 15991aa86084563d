using System;
using System.Runtime.InteropServices;

namespace FastHttp.Transports.Linux;

/// <summary>
/// The system calls of the epoll transport. Each returns what the call returns; the
/// error number is read with <see cref="Marshal.GetLastSystemError"/> at once.
/// Calls that cannot block run without a GC transition: it would cost a tenth of the call, and nothing else of the
/// runtime runs between the call and the reading of its error number. A collection waits at most for the one call.
/// </summary>
internal static unsafe partial class Libc
{
    public const int AddressFamilyInet6 = 10;
    public const int SolSocket = 1;
    public const int SoError = 4;
    public const int SoLinger = 13;
    public const int IpProtoTcp = 6;
    public const int TcpNoDelay = 1;
    public const int SockStreamNonBlockCloseOnExec = 1 | 0x800 | 0x80000;
    public const int MsgNoSignal = 0x4000;
    public const int ShutWrite = 1;

    public const int EpollCloseOnExec = 0x80000;
    public const int EventNonBlockCloseOnExec = 0x800 | 0x80000;
    public const int EpollCtlAdd = 1;
    public const uint EpollIn = 0x001;
    public const uint EpollOut = 0x004;
    public const uint EpollError = 0x008;
    public const uint EpollHangUp = 0x010;
    public const uint EpollReadHangUp = 0x2000;
    public const uint EpollEdgeTriggered = 1u << 31;

    private const string Library = "libc";

    private static readonly nint s_sendTo = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 44 : 206;
    private static readonly nint s_receiveFrom = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 45 : 207;

    private const int EpollPwait2 = 441;
    private const int SetTimerSlackOption = 29;

    /// <summary>struct epoll_event; packed on x86-64 only.</summary>
    public static int EventSize => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Where the user data of struct epoll_event begins.</summary>
    public static int EventDataOffset => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Whether epoll_pwait2 has not been refused yet; tests set it back.</summary>
    public static bool HasPreciseWait { get; set; } = true;

    [LibraryImport(Library, EntryPoint = "socket")]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "connect")]
    public static partial int Connect(int descriptor, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "bind")]
    public static partial int Bind(int descriptor, byte* address, uint length);

    // recv and send by number: the C library's own entries are cancellation points, which costs two atomic operations
    // a call, measured as 2 % of an exchange.
    public static nint Receive(int descriptor, byte* buffer, nuint length, int flags) =>
        SocketCall(s_receiveFrom, descriptor, buffer, length, flags, null, 0);

    public static nint Send(int descriptor, byte* buffer, nuint length, int flags) =>
        SocketCall(s_sendTo, descriptor, buffer, length, flags, null, 0);

    [LibraryImport(Library, EntryPoint = "syscall")]
    [SuppressGCTransition]
    private static partial nint SocketCall(
        nint number, nint descriptor, byte* buffer, nuint length, nint flags, void* address, nint addressLength);

    [LibraryImport(Library, EntryPoint = "shutdown")]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "getsockopt")]
    public static partial int GetSocketOption(int descriptor, int level, int name, void* value, uint* length);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    public static partial int SetSocketOption(int descriptor, int level, int name, void* value, uint length);

    [LibraryImport(Library, EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* @event);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, byte* events, int capacity, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    [SuppressGCTransition]
    public static partial int EpollPoll(int epoll, byte* events, int capacity, int zero);

    /// <summary>
    /// epoll_wait with a limit in nanoseconds. Called by number: the C library has a name for it only since 2.35. Where
    /// the kernel has no such call (before 5.11), or a container's filter does not know it, the limit is rounded down
    /// to milliseconds.
    /// </summary>
    public static int EpollWaitPrecisely(int epoll, byte* events, int capacity, long timeoutNs)
    {
        if (HasPreciseWait)
        {
            long* time = stackalloc long[2] { timeoutNs / 1_000_000_000, timeoutNs % 1_000_000_000 };
            int count = (int)SystemCall(EpollPwait2, epoll, events, capacity, time, null, 8);
            if (count >= 0 || Marshal.GetLastSystemError() is not (Errno.NotImplemented or Errno.NotPermitted))
            {
                return count;
            }

            HasPreciseWait = false;
        }

        return EpollWait(epoll, events, capacity, (int)Math.Min(timeoutNs / 1_000_000, int.MaxValue));
    }

    [LibraryImport(Library, EntryPoint = "syscall")]
    private static partial nint SystemCall(
        nint number, nint epoll, byte* events, nint capacity, long* timeout, void* mask, nint maskSize);

    /// <summary>prctl: how late the kernel may wake this thread, in nanoseconds; 50,000 by default.</summary>
    public static void SetTimerSlack(ulong slackNs) => _ = ProcessControl(SetTimerSlackOption, (nuint)slackNs, 0, 0, 0);

    [LibraryImport(Library, EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "read")]
    public static partial nint Read(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "write")]
    public static partial nint Write(int descriptor, void* buffer, nuint length);
}
