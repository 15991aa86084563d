using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FastHttp;

namespace Bench.Libraries;

/// <summary>
/// The loop of <see cref="HttpClientPeer"/> with FastHttpClient: one client for all users, a request and a response for
/// each, head and body kept. Run in a process of its own.
/// </summary>
internal static class FastHttpClientPeer
{
    /// <summary>The argument that starts it.</summary>
    public const string Name = "peer-fasthttpclient";

    /// <summary>As <see cref="Name"/>, with the default: code after an await continues on the thread pool.</summary>
    public const string PoolName = "peer-fasthttpclient-pool";

    /// <summary>Takes URL, connections and seconds; prints the count of requests that were answered with 200.</summary>
    public static async Task<int> RunAsync(string[] arguments, bool onLoop)
    {
        Uri url = new(arguments[0]);
        int users = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        TimeSpan time = TimeSpan.FromSeconds(int.Parse(arguments[2], CultureInfo.InvariantCulture));
        await using FastHttpClient client = new(new FastHttpOptions { ContinueOnLoop = onLoop });
        await client.OpenConnectionsAsync(HttpEndPoint.Http(url.Host, url.Port), users);
        SteadyWindow window = new(time);
        return await window.PrintAsync(Task.WhenAll(Enumerable.Range(0, users).Select(_ => LoopAsync())));

        async Task<long> LoopAsync()
        {
            using FastHttpRequest request = client.RentRequest();
            using FastHttpResponse response = client.RentResponse();
            request.SetUri(url);
            long count = 0;
            long before = -1;
            while (window.IsOpen)
            {
                before = before < 0 && window.IsSteady ? count : before;
                HttpError error = await client.SendNoThrowAsync(request, response);
                count += error == HttpError.None && response.StatusCode == 200 ? 1 : 0;
            }

            window.Add(count - Math.Max(before, 0));
            return count;
        }
    }
}
