using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp;

/// <summary>From an end point to the addresses to connect to, in the order of the system's resolver.</summary>
internal static class AddressResolver
{
    /// <exception cref="HttpException">The name has no address: <see cref="HttpError.DnsFailed"/>.</exception>
    public static async ValueTask<EndPoint[]> ResolveAsync(HttpEndPoint endPoint, CancellationToken cancellationToken)
    {
        if (endPoint.UnixPath is { } path)
        {
            return [new UnixDomainSocketEndPoint(path)];
        }

        if (IPAddress.TryParse(endPoint.Host, out IPAddress? literal))
        {
            return [new IPEndPoint(literal, endPoint.Port)];
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken)
                .ConfigureAwait(false);
            EndPoint[] endPoints = new EndPoint[addresses.Length];
            for (int index = 0; index < addresses.Length; index++)
            {
                endPoints[index] = new IPEndPoint(addresses[index], endPoint.Port);
            }

            return endPoints;
        }
        catch (SocketException failure)
        {
            throw new HttpException(
                HttpError.DnsFailed, $"The name {endPoint.Host} cannot be resolved: {failure.Message}.", failure);
        }
    }
}
