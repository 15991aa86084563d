using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// Makes the sockets that look at a target before and after a run, as a lane's own are made.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class ProbeSocket
{
    /// <summary>A socket for connections to an address; the caller disposes it.</summary>
    public static Socket For(EndPoint address)
    {
        bool isUnix = address.AddressFamily == AddressFamily.Unix;
        ProtocolType protocol = isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp;
        Socket socket = new(address.AddressFamily, SocketType.Stream, protocol);
        if (address is IPEndPoint { Address.IsIPv4MappedToIPv6: true })
        {
            // .NET makes sockets of IPv6 alone, to which ::ffff:127.0.0.1 is unreachable.
            socket.DualMode = true;
        }

        return socket;
    }
}
