using System;
using System.Linq;
using System.Threading.Tasks;

using FastHttp;

namespace Bench.RoundTrip;

/// <summary>The pooled client: one for all users, a rented request and response for each, the answer kept.</summary>
internal sealed class FastHttpClientSide : IClientSide
{
    private readonly FastHttpClient _client;
    private readonly FastHttpRequest[] _requests;
    private readonly FastHttpResponse[] _responses;

    public FastHttpClientSide(string url, Exchange exchange, int users)
    {
        _client = new FastHttpClient(new FastHttpOptions { ContinueOnLoop = true });
        _requests = [.. Enumerable.Range(0, users).Select(_ => Rent(new Uri(url + exchange.Path), exchange))];
        _responses = [.. _requests.Select(_ => _client.RentResponse())];
    }

    public async Task<long> RunAsync(int user, int exchanges)
    {
        FastHttpRequest request = _requests[user];
        FastHttpResponse response = _responses[user];
        long length = 0;
        for (int count = 0; count < exchanges; count++)
        {
            HttpError error = await _client.SendNoThrowAsync(request, response).ConfigureAwait(false);
            if (error != HttpError.None || response.StatusCode != 200)
            {
                throw new InvalidOperationException($"{error}, status {response.StatusCode}");
            }

            length += response.BodyLength;
        }

        return length;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        Array.ForEach(_requests, request => request.Dispose());
        Array.ForEach(_responses, response => response.Dispose());
    }

    private FastHttpRequest Rent(Uri uri, Exchange exchange)
    {
        FastHttpRequest request = _client.RentRequest();
        request.SetUri(uri);
        if (exchange.Body is { } body)
        {
            request.Method = "POST"u8;
            request.SetBody(body.AsMemory());
        }

        return request;
    }
}
