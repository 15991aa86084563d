using System;
using System.Net.Http;
using System.Threading.Tasks;

namespace Bench.RoundTrip;

/// <summary>
/// HttpClient as most programs use it: a message for each request, the answer buffered before it is seen.
/// </summary>
internal sealed class HttpClientSide(string url, Exchange exchange) : IClientSide
{
    private readonly Uri _uri = new(url + exchange.Path);
    private readonly HttpClient _client = new(new SocketsHttpHandler());

    public async Task<long> RunAsync(int user, int exchanges)
    {
        long length = 0;
        for (int count = 0; count < exchanges; count++)
        {
            using HttpRequestMessage request = HttpMessages.Create(_uri, exchange);
            using HttpResponseMessage response = await _client.SendAsync(request).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            byte[] body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            length += body.Length;
        }

        return length;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }
}
