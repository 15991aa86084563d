using System;
using System.Buffers;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Bench.RoundTrip;

/// <summary>
/// The runtime's handler with as little around it as there can be: HttpMessageInvoker, the answer read from its stream
/// into a pooled buffer.
/// </summary>
internal sealed class HttpMessageInvokerSide(string url, Exchange exchange) : IClientSide
{
    private const int BufferBytes = 16 * 1024;

    private readonly Uri _uri = new(url + exchange.Path);

    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });

    public async Task<long> RunAsync(int user, int exchanges)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        long length = 0;
        for (int count = 0; count < exchanges; count++)
        {
            using HttpRequestMessage request = HttpMessages.Create(_uri, exchange);
            using HttpResponseMessage response =
                await _invoker.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new HttpRequestException($"status {response.StatusCode}");
            }

            Stream body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            while (await body.ReadAsync(buffer).ConfigureAwait(false) is > 0 and int bytes)
            {
                length += bytes;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return length;
    }

    public ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        return default;
    }
}
