using System;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AsyncIO;

namespace LocustBridge.Wire;

// A second descriptor of a connection of NetMQ's, so that closing it is orderly. NetMQ closes its own while it waits
// for bytes, and .NET makes that a reset: what the system has not sent yet, to a master that is busy, would be lost.
// The link's thread makes and closes it.
internal sealed partial class HeldConnection : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(5);

    private readonly Socket _socket;

    private HeldConnection(Socket socket)
    {
        // As it is for NetMQ, whose asynchronous calls .NET would find in the way of calls that block.
        socket.Blocking = false;
        _socket = socket;
    }

    /// <summary>Takes hold of a connection; null where that cannot be done, or it is closed already.</summary>
    public static HeldConnection? TryTake(AsyncSocket? connection)
    {
        if (connection is null || OperatingSystem.IsWindows())
        {
            return null;
        }

        try
        {
            SafeSocketHandle handle = InnerOf(connection).SafeHandle;
            bool isHeld = false;
            try
            {
                // NetMQ's thread may close it at any time, and its number would soon be another's.
                handle.DangerousAddRef(ref isHeld);
                int copy = Duplicate((int)handle.DangerousGetHandle());
                return copy < 0 ? null : new HeldConnection(new Socket(new SafeSocketHandle(copy, ownsHandle: true)));
            }
            finally
            {
                if (isHeld)
                {
                    handle.DangerousRelease();
                }
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException or MissingFieldException
            or TypeLoadException or InvalidCastException or DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Ends the sending side, and waits until the master has ended its own, which it does when it has read everything.
    /// What it says meanwhile is read: unread bytes would make the close a reset again.
    /// </summary>
    /// <param name="limit">How long to wait at most.</param>
    /// <param name="isAborted">Looked at again and again: true ends the waiting.</param>
    public void End(TimeSpan limit, Func<bool> isAborted)
    {
        long began = Stopwatch.GetTimestamp();
        byte[] unread = new byte[4096];
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            while (!isAborted() && Stopwatch.GetElapsedTime(began) < limit)
            {
                if (_socket.Poll(s_step, SelectMode.SelectRead)
                    && _socket.Receive(unread, SocketFlags.None, out SocketError error) == 0
                    && error != SocketError.WouldBlock)
                {
                    break;
                }
            }

            // NetMQ's close has asked for a reset, which is a property of the connection; perhaps only meanwhile.
            _socket.LingerState = new LingerOption(false, 0);
        }
        catch (SocketException)
        {
            // The master has reset it.
        }
    }

    public void Dispose() => _socket.Dispose();

    // AsyncIO shows neither the socket nor its descriptor.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_socket")]
    private static extern ref Socket InnerOf(
        [UnsafeAccessorType("AsyncIO.DotNet.NativeSocket, AsyncIO")] object connection);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int descriptor);
}
