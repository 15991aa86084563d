using System.Net.Sockets;
using FastHttp.Transports.Linux;
using FastHttp.Transports.Sockets;

namespace FastHttp.Tests.Transports;

/// <summary>Each transport under the contract, over each kind of address.</summary>
public static class TransportContracts
{
    public sealed class Memory : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new MemoryRig();
    }

    public sealed class Sockets : TransportContractTests
    {
        private protected override TransportRig CreateRig() =>
            new SocketRig(SocketTransport.Instance, AddressFamily.InterNetwork);
    }

    public sealed class SocketsIPv6 : TransportContractTests
    {
        private protected override TransportRig CreateRig() =>
            new SocketRig(SocketTransport.Instance, AddressFamily.InterNetworkV6);
    }

    public sealed class SocketsUnix : TransportContractTests
    {
        private protected override TransportRig CreateRig() =>
            new SocketRig(SocketTransport.Instance, AddressFamily.Unix);
    }

    public sealed class Epoll : TransportContractTests
    {
        private protected override TransportRig CreateRig() =>
            new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork);
    }

    public sealed class EpollIPv6 : TransportContractTests
    {
        private protected override TransportRig CreateRig() =>
            new SocketRig(EpollTransport.Instance, AddressFamily.InterNetworkV6);
    }

    public sealed class EpollUnix : TransportContractTests
    {
        private protected override TransportRig CreateRig() =>
            new SocketRig(EpollTransport.Instance, AddressFamily.Unix);
    }

    public sealed class TlsOverMemory : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new MemoryRig());
    }

    public sealed class TlsOverSockets : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(SocketTransport.Instance, AddressFamily.InterNetwork));
    }

    public sealed class TlsOverEpoll : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork));
    }

    public sealed class TlsOverEpollUnix : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(EpollTransport.Instance, AddressFamily.Unix));
    }
}
