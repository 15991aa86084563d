using System;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Shortage;

/// <summary>
/// No local port is left: the range that the system takes them from is cut. That is the network namespace's, so it has
/// to be one of this process's own. Without a local address connecting fails (EADDRNOTAVAIL), with one the binding
/// in front of it (EADDRINUSE).
/// </summary>
internal sealed unsafe partial class PortShortage(string? local) : IShortage
{
    private const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
    private const int FirstPort = 20_000;
    private const int Ports = 4;
    private const nuint SetInterfaceFlags = 0x8914;
    private const short Up = 1;
    private string _before = "";

    public int SystemError => local is null ? 99 : 98;

    public IPAddress? Local => local is null ? null : IPAddress.Parse(local);

    /// <summary>In a namespace that is new, also loopback is down.</summary>
    public void Prepare()
    {
        using Socket any = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        // struct ifreq of netdevice(7): a name of 16 bytes, then here the flags.
        byte* request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        "lo"u8.CopyTo(new Span<byte>(request, 16));
        *(short*)(request + 16) = Up;
        if (Control((int)any.Handle, SetInterfaceFlags, request) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public int Begin()
    {
        _before = File.ReadAllText(Range);
        File.WriteAllText(Range, string.Create(
            CultureInfo.InvariantCulture, $"{FirstPort} {FirstPort + Ports - 1}"));
        return Ports;
    }

    public void End() => File.WriteAllText(Range, _before);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, void* argument);
}
