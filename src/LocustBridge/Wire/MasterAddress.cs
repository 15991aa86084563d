using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace LocustBridge.Wire;

// Where a master is: a name or an address, and a port. Immutable.
internal sealed record MasterAddress(string Host, int Port)
{
    // IPv6 first, as resolvers prefer it (RFC 6724); NetMQ by itself tries one address, of IPv4 only. Empty when the
    // name has none.
    public IPEndPoint[] Resolve()
    {
        try
        {
            return
            [
                .. Dns.GetHostAddresses(Host)
                    .OrderBy(static address => address.AddressFamily == AddressFamily.InterNetworkV6 ? 0 : 1)
                    .Select(address => new IPEndPoint(address, Port)),
            ];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
