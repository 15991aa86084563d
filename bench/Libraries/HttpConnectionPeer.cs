using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FastHttp;

namespace Bench.Libraries;

/// <summary>
/// The loop of <see cref="HttpClientPeer"/> with HttpConnection: one connection a user, the response with its head and
/// body kept. Run in a process of its own.
/// </summary>
internal static class HttpConnectionPeer
{
    /// <summary>The argument that starts it.</summary>
    public const string Name = "peer-httpconnection";

    /// <summary>Takes URL, connections and seconds; prints the count of requests that were answered with 200.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Uri url = new(arguments[0]);
        int connections = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        TimeSpan time = TimeSpan.FromSeconds(int.Parse(arguments[2], CultureInfo.InvariantCulture));
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri(url);
        PreparedRequest prepared = PreparedRequest.Create(request);
        HttpEndPoint endPoint = HttpEndPoint.Http(url.Host, url.Port);
        FastHttpOptions options = new() { ContinueOnLoop = true };
        SteadyWindow window = new(time);
        return await window.PrintAsync(Task.WhenAll(Enumerable.Range(0, connections).Select(_ => LoopAsync())));

        async Task<long> LoopAsync()
        {
            await using HttpConnection connection = await HttpConnection.OpenAsync(endPoint, options);
            using FastHttpResponse response = FastHttpResponse.Rent();
            long count = 0;
            long before = -1;
            while (window.IsOpen)
            {
                before = before < 0 && window.IsSteady ? count : before;
                HttpError error = await connection.SendNoThrowAsync(prepared, response);
                count += error == HttpError.None && response.StatusCode == 200 ? 1 : 0;
            }

            window.Add(count - Math.Max(before, 0));
            return count;
        }
    }
}
