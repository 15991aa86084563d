using System.Globalization;
using System.Text;
using System.Threading.Tasks;
using FastHttp;
using LocustBridge;
using LocustBridge.Http;
using LocustBridge.Tasks;

namespace Bench.Libraries;

/// <summary>The worker of a user's own program: LocustBridge's tasks on the pooled client.</summary>
internal static class BridgeWorker
{
    /// <summary>The argument that starts it.</summary>
    public const string Name = "bridge-worker";

    /// <summary>Serves the master on a port until it quits.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int port = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        byte[] url = Encoding.ASCII.GetBytes(arguments[1]);
        await using FastHttpClient client = new(new FastHttpOptions { ContinueOnLoop = true });
        LocustTaskHost host = new(new LocustTask("get", 1, user => GetAsync(user, client, url)));
        await using LocustWorker worker = new(host, new LocustWorkerOptions { MasterPort = port });
        return await worker.RunAsync();
    }

    private static async ValueTask GetAsync(LocustUser user, FastHttpClient client, byte[] url)
    {
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetUri(url);
        await user.SendAsync(client, request, response, "/user/123");
    }
}
