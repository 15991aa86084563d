using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FastHttp.Transports.Linux;

/// <summary>How a connection comes to be.</summary>
internal sealed unsafe partial class EpollConnection
{
    public static EpollConnection? Open(
        EpollLoop loop, SocketAddress address, EndPoint? local, IConnectHandler handler)
    {
        int descriptor = Libc.Socket(NativeFamily(address), Libc.SockStreamNonBlockCloseOnExec, 0);
        if (descriptor < 0)
        {
            return Report(handler, Marshal.GetLastSystemError());
        }

        int errno = Prepare(descriptor, address.Family, local);
        if (errno == 0)
        {
            errno = StartConnect(descriptor, address);
        }

        if (errno is not (0 or Errno.InProgress))
        {
            _ = Libc.Close(descriptor);
            return Report(handler, errno);
        }

        EpollConnection connection = loop.TakeRetired() is { } retired
            ? retired.BeginAgain(handler)
            : new EpollConnection(loop, handler);
        connection._descriptor = descriptor;
        errno = loop.Add(connection, descriptor, out connection._slot);
        if (errno != 0)
        {
            _ = Libc.Close(descriptor);
            return Report(handler, errno);
        }

        // Already connected (Unix-domain sockets, sometimes loopback): the registration reports it as writable.
        return connection;
    }

    private EpollConnection BeginAgain(IConnectHandler handler)
    {
        Debug.Assert(_carry.Count == 0 && _unsent.Count == 0 && !_inReceive, "The last life left nothing.");
        Restart(handler);
        _sendError = 0;
        _readReady = false;
        return this;
    }

    // AF_INET6 differs between the systems that .NET's enumeration serves.
    private static int NativeFamily(SocketAddress address) => address.Family switch
    {
        AddressFamily.InterNetworkV6 => Libc.AddressFamilyInet6,
        _ => (int)address.Family,
    };

    private static int Prepare(int descriptor, AddressFamily family, EndPoint? local)
    {
        if (family is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
        {
            int on = 1;
            _ = Libc.SetSocketOption(descriptor, Libc.IpProtoTcp, Libc.TcpNoDelay, &on, sizeof(int));
        }

        if (local is null)
        {
            return 0;
        }

        SocketAddress address = local.Serialize();
        fixed (byte* pointer = address.Buffer.Span)
        {
            return Libc.Bind(descriptor, pointer, (uint)address.Size) == 0 ? 0 : Marshal.GetLastSystemError();
        }
    }

    private static int StartConnect(int descriptor, SocketAddress address)
    {
        fixed (byte* pointer = address.Buffer.Span)
        {
            return Libc.Connect(descriptor, pointer, (uint)address.Size) == 0 ? 0 : Marshal.GetLastSystemError();
        }
    }

    private static EpollConnection? Report(IConnectHandler handler, int errno)
    {
        handler.OnConnectFailed(Errno.ToTransportError(errno), errno);
        return null;
    }

    private void FinishConnect(uint events)
    {
        int errno = 0;
        uint length = sizeof(int);
        if (Libc.GetSocketOption(_descriptor, Libc.SolSocket, Libc.SoError, &errno, &length) != 0)
        {
            errno = Marshal.GetLastSystemError();
        }

        if (errno == Errno.ConnectionReset)
        {
            // It was open and has been reset since: a refusal has another number. What the peer sent is still there.
            _sendError = errno;
        }
        else if (errno != 0)
        {
            Fail(Errno.ToTransportError(errno), errno);
            return;
        }

        if ((events & (Libc.EpollOut | Libc.EpollHangUp)) == 0)
        {
            return;
        }

        _readReady = (events & ~Libc.EpollOut) != 0;
        TellConnected();
    }
}
