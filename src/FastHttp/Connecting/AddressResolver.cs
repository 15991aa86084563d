using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Connecting;

/// <summary>From an end point to the addresses to connect to.</summary>
internal static class AddressResolver
{
    /// <summary>What is connected to first: the proxy, if there is one, or the end point itself.</summary>
    public static HttpEndPoint FirstHop(HttpEndPoint endPoint, FastHttpOptions options) =>
        options.ProxyOf(endPoint) is { } proxy
            ? HttpEndPoint.Http(proxy.Host, proxy.Port)
            : endPoint;

    /// <summary>The one address of an end point that names it; null where a name has to be resolved.</summary>
    public static EndPoint? Literal(HttpEndPoint endPoint)
    {
        if (endPoint.UnixPath is { } path)
        {
            return new UnixDomainSocketEndPoint(path);
        }

        return IPAddress.TryParse(endPoint.Host, out IPAddress? literal)
            ? new IPEndPoint(literal, endPoint.Port)
            : null;
    }

    /// <summary>The addresses in the order in which they are to be tried; at least one.</summary>
    /// <exception cref="HttpException">The name has no address: <see cref="HttpError.DnsFailed"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async ValueTask<EndPoint[]> ResolveAsync(
        HttpEndPoint endPoint, FastHttpOptions options, CancellationToken cancellationToken)
    {
        if (Literal(endPoint) is { } literal)
        {
            return [literal];
        }

        IPAddress[] addresses;
        try
        {
            addresses = options.Resolve is { } resolve
                ? await resolve(endPoint.Host, cancellationToken).ConfigureAwait(false)
                : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not HttpException && !IsOf(failure, cancellationToken))
        {
            // What resolves may be the caller's code; and a name that cannot be one is refused in a way of its own.
            throw new HttpException(
                HttpError.DnsFailed, $"The name {endPoint.Host} cannot be resolved: {failure.Message}.", failure);
        }

        return addresses.Length == 0
            ? throw new HttpException(HttpError.DnsFailed, $"The name {endPoint.Host} has no address.")
            : Interleave(addresses, endPoint.Port);
    }

    private static bool IsOf(Exception failure, CancellationToken cancellationToken) =>
        failure is OperationCanceledException && cancellationToken.IsCancellationRequested;

    /// <summary>
    /// RFC 8305 §4: the families in turn, beginning with that of the first address, each in the order of the resolver,
    /// so that a family that leads nowhere costs one attempt.
    /// </summary>
    internal static EndPoint[] Interleave(IPAddress[] addresses, int port)
    {
        Queue<IPAddress> first = new();
        Queue<IPAddress> others = new();
        foreach (IPAddress address in addresses)
        {
            (address.AddressFamily == addresses[0].AddressFamily ? first : others).Enqueue(address);
        }

        EndPoint[] order = new EndPoint[addresses.Length];
        for (int index = 0; index < order.Length; index++)
        {
            bool takesFirst = others.Count == 0 || (index % 2 == 0 && first.Count != 0);
            order[index] = new IPEndPoint((takesFirst ? first : others).Dequeue(), port);
        }

        return order;
    }
}
