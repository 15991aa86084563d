using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Bench.Libraries;

/// <summary>
/// A loop of GET requests with HttpClient, run in a process of its own so that it can be measured like any peer.
/// </summary>
internal static class HttpClientPeer
{
    /// <summary>The argument that starts it.</summary>
    public const string Name = "peer-httpclient";

    /// <summary>Takes URL, connections and seconds; prints the count of requests that were answered with 200.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Uri url = new(arguments[0]);
        int connections = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        TimeSpan time = TimeSpan.FromSeconds(int.Parse(arguments[2], CultureInfo.InvariantCulture));
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = connections };
        using HttpClient client = new(handler);
        SteadyWindow window = new(time);
        return await window.PrintAsync(Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(LoopAsync))));

        async Task<long> LoopAsync()
        {
            long count = 0;
            long before = -1;
            while (window.IsOpen)
            {
                before = before < 0 && window.IsSteady ? count : before;
                using HttpResponseMessage response = await client.GetAsync(url, CancellationToken.None);
                count += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
            }

            window.Add(count - Math.Max(before, 0));
            return count;
        }
    }
}
