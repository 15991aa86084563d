using System;
using System.Linq;
using System.Threading.Tasks;

using FastHttp;

namespace Bench.RoundTrip;

/// <summary>
/// FastHttp at its connection level: one connection and one response for each user, the request prepared once, the
/// answer kept. The connections spread over the loops that the process shares.
/// </summary>
internal sealed class HttpConnectionSide : IClientSide
{
    private readonly HttpConnection[] _connections;
    private readonly FastHttpResponse[] _responses;
    private readonly PreparedRequest _request;

    private HttpConnectionSide(HttpConnection[] connections, PreparedRequest request)
    {
        _connections = connections;
        _responses = [.. connections.Select(_ => FastHttpResponse.Rent())];
        _request = request;
    }

    public static async Task<HttpConnectionSide> OpenAsync(string url, Exchange exchange, int users)
    {
        Uri uri = new(url);
        HttpEndPoint endPoint = HttpEndPoint.Http(uri.Host, uri.Port);
        HttpConnection[] connections = new HttpConnection[users];
        FastHttpOptions options = new() { ContinueOnLoop = true };
        for (int user = 0; user < users; user++)
        {
            connections[user] = await HttpConnection.OpenAsync(endPoint, options);
        }

        RequestTraits traits = exchange.Body is null ? RequestTraits.Idempotent : RequestTraits.None;
        PreparedRequest request = PreparedRequest.CreateRaw(exchange.Serialize(uri.Authority), traits);
        return new HttpConnectionSide(connections, request);
    }

    public async Task<long> RunAsync(int user, int exchanges)
    {
        HttpConnection connection = _connections[user];
        FastHttpResponse response = _responses[user];
        long length = 0;
        for (int count = 0; count < exchanges; count++)
        {
            HttpError error = await connection.SendNoThrowAsync(_request, response).ConfigureAwait(false);
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
        foreach (HttpConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        Array.ForEach(_responses, response => response.Dispose());
    }
}
