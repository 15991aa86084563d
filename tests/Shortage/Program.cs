using System;
using System.Threading.Tasks;

namespace Shortage;

/// <summary>
/// A process that runs out of something the system has only so much of, while FastHttp connects. A process of its own,
/// because a shortage affects all code of its process. Exit code 0: the client has lived through it.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["serve"]:
                await HoldingServer.RunAsync();
                return 0;
            case ["descriptors", string transport]:
                return await ShortageRun.RunAsync(transport, new DescriptorShortage());
            case ["ports", string transport]:
                return await ShortageRun.RunAsync(transport, new PortShortage(local: null));
            case ["ports", string transport, string local]:
                return await ShortageRun.RunAsync(transport, new PortShortage(local));
            default:
                await Console.Error.WriteLineAsync("usage: Shortage serve|(descriptors|ports TRANSPORT [LOCAL])");
                return 2;
        }
    }
}
