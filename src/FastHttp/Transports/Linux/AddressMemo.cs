using System.Net;
using System.Net.Sockets;

namespace FastHttp.Transports.Linux;

/// <summary>
/// The address of the last connection in the system's form: most loops connect to one, again and again. Loop-owned.
/// </summary>
internal sealed class AddressMemo
{
    private EndPoint? _last;
    private SocketAddress? _address;

    public SocketAddress Of(EndPoint remote)
    {
        if (_address is { } known && remote.Equals(_last))
        {
            return known;
        }

        SocketAddress address = remote.Serialize();

        // An IP end point can be changed, so a copy is kept; of what others can be, nothing is known.
        _last = remote switch
        {
            IPEndPoint ip => new IPEndPoint(ip.Address, ip.Port),
            UnixDomainSocketEndPoint => remote,
            _ => null,
        };
        _address = _last is null ? null : address;
        return address;
    }
}
