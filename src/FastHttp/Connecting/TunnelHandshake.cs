using System;
using FastHttp.Transports;

namespace FastHttp.Connecting;

/// <summary>
/// What is said to a proxy before the connection belongs to the target. Lives on the loop, as the receiver of the
/// connection, from connecting until its opener has been told; the opener keeps the time.
/// Invariant: the opener is told once, and after that nothing is read here.
/// </summary>
internal abstract class TunnelHandshake(TransportConnection transport, ITunnelHandler opener) : ITransportReceiver
{
    /// <summary>Where a handshake is after an answer.</summary>
    protected enum Step
    {
        /// <summary>The answer is not complete.</summary>
        NeedMore,

        /// <summary>The answer was good; another one follows.</summary>
        Next,

        /// <summary>The tunnel is there.</summary>
        Open,

        /// <summary>The proxy said no, or nothing that can be understood.</summary>
        Refused,
    }

    /// <summary>Starts the handshake that the proxy speaks on a connection to it.</summary>
    public static void Start(
        HttpProxy proxy, HttpEndPoint target, TransportConnection transport, ITunnelHandler opener)
    {
        TunnelHandshake handshake = proxy.IsSocks5
            ? new Socks5Handshake(proxy, target, transport, opener)
            : new ConnectHandshake(proxy, target, transport, opener);
        transport.Attach(handshake);
        handshake.Begin();
    }

    public int OnReceived(ReadOnlySpan<byte> data)
    {
        int total = 0;
        while (true)
        {
            Step step = Read(data[total..], out int consumed);
            total += consumed;
            switch (step)
            {
                case Step.NeedMore:
                    return total;
                case Step.Next:
                    break;

                // Neither TLS nor HTTP lets the server speak first, so bytes after the answer are the proxy's.
                case Step.Open when total == data.Length:
                    opener.OnTunnelOpened(transport);
                    return total;
                default:
                    opener.OnTunnelRefused(RefusalStatus, RefusalText);
                    return data.Length;
            }
        }
    }

    public void OnClosed(TransportError error) => opener.OnTunnelRefused(
        0, error == TransportError.Reset ? "it reset the connection" : "it closed the connection");

    /// <summary>The status of a refusal, if the proxy gave one.</summary>
    protected int RefusalStatus { get; set; }

    /// <summary>A refusal in words.</summary>
    protected string RefusalText { get; set; } = "its answer cannot be understood";

    /// <summary>Says the first thing.</summary>
    protected abstract void Begin();

    /// <summary>Reads one answer, all of it or nothing, and says the next thing.</summary>
    protected abstract Step Read(ReadOnlySpan<byte> data, out int consumed);

    protected void Send(ReadOnlySpan<byte> data) => transport.TrySend(data);
}
