using System;
using System.Threading.Tasks;

namespace Bench.Libraries;

/// <summary>
/// Programs on the libraries, one for each name, that <c>peers</c> and <c>locust</c> measure. Without BenchmarkDotNet,
/// so that they can be native code too.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case [HttpClientPeer.Name, .. string[] rest]:
                return await HttpClientPeer.RunAsync(rest);
            case [FastHttpClientPeer.Name, .. string[] rest]:
                return await FastHttpClientPeer.RunAsync(rest, onLoop: true);
            case [FastHttpClientPeer.PoolName, .. string[] rest]:
                return await FastHttpClientPeer.RunAsync(rest, onLoop: false);
            case [HttpConnectionPeer.Name, .. string[] rest]:
                return await HttpConnectionPeer.RunAsync(rest);
            case [BridgeWorker.Name, .. string[] rest]:
                return await BridgeWorker.RunAsync(rest);
            default:
                await Console.Error.WriteLineAsync("library-peers: it is the bench that starts this");
                return 1;
        }
    }
}
