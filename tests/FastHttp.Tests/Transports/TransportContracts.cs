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

    public sealed class OpenSslOverMemory : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(new MemoryRig(), TlsKind.OpenSsl);
    }

    public sealed class OpenSslOverSockets : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(SocketTransport.Instance, AddressFamily.InterNetwork), TlsKind.OpenSsl);
    }

    public sealed class OpenSslOverEpoll : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork), TlsKind.OpenSsl);
    }

    public sealed class OpenSslOverEpollUnix : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(EpollTransport.Instance, AddressFamily.Unix), TlsKind.OpenSsl);
    }

    public sealed class SslStreamOverMemory : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new MemoryRig(), TlsKind.SslStream);
    }

    public sealed class SslStreamOverSockets : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(SocketTransport.Instance, AddressFamily.InterNetwork), TlsKind.SslStream);
    }

    public sealed class SslStreamOverEpoll : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork), TlsKind.SslStream);
    }

    public sealed class SslStreamOverEpollUnix : TransportContractTests
    {
        private protected override TransportRig CreateRig() => new TlsRig(
            new SocketRig(EpollTransport.Instance, AddressFamily.Unix), TlsKind.SslStream);
    }
}
