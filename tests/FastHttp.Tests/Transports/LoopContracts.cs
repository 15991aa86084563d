using FastHttp.Transports;
using FastHttp.Transports.Linux;
using FastHttp.Transports.Sockets;

namespace FastHttp.Tests.Transports;

/// <summary>Each loop under the contract.</summary>
public static class LoopContracts
{
    public sealed class Sockets : LoopContractTests
    {
        private protected override TransportLoop CreateLoop() => SocketTransport.Instance.CreateLoop("test");
    }

    public sealed class Epoll : LoopContractTests
    {
        private protected override TransportLoop CreateLoop() => EpollTransport.Instance.CreateLoop("test");
    }
}
