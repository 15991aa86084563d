using System;
using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;
using Xunit.Abstractions;

namespace FastHttp.Tests.Faults;

/// <summary>
/// The system has too little of something (<c>tests/Shortage</c>): what cannot connect is told why, what is connected
/// goes on, what is given back is of use again, and no socket is left in the end.
/// </summary>
public sealed class ShortageTests(ITestOutputHelper log)
{
    private const string Range = "/proc/sys/net/ipv4/ip_local_port_range";

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public Task X35_no_descriptor_is_left(string transport) => RunAsync([Program, "descriptors", transport]);

    [Theory, InlineData("epoll"), InlineData("sockets")]
    [InlineData("epoll", "127.0.0.1"), InlineData("sockets", "127.0.0.1")]
    public async Task X36_no_local_port_is_left(string transport, params string[] local)
    {
        // The range of ports is the network namespace's: one of our own can be cut. Root may have one, others may have
        // one in a user namespace.
        foreach (string flags in new[] { "-n", "-rn" })
        {
            if (await MayAsync("unshare", flags, "sh", "-c", $"echo 20000 20003 > {Range}"))
            {
                await RunAsync(["unshare", flags, Program, "ports", transport, .. local]);
                return;
            }
        }

        log.WriteLine("No network namespace may be made here: a port that is taken stands for all of them.");
        await X36_a_local_port_that_is_taken(transport);
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X36_a_local_port_that_is_taken(string transport)
    {
        const int AddressInUse = 98;

        // Other than where connections come from by themselves, so that none of them takes the port in between.
        using Socket holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.77"), 0));
        holder.Listen();
        using FaultServer server = new();
        using TransportLoop loop = TransportSelector.Select(transport, out _).CreateLoop("taken port");
        Attempt first = new();
        loop.Execute(attempt => loop.Connect(server.EndPoint, holder.LocalEndPoint, attempt), first);
        Assert.Equal(
            (TransportError.AddressNotAvailable, AddressInUse),
            await first.Outcome.WaitAsync(TimeSpan.FromMilliseconds(Patience.Milliseconds)));
        EndPoint local = holder.LocalEndPoint!;
        holder.Dispose();
        Attempt second = new();
        loop.Execute(attempt => loop.Connect(server.EndPoint, local, attempt), second);
        Assert.Equal(
            (TransportError.None, 0),
            await second.Outcome.WaitAsync(TimeSpan.FromMilliseconds(Patience.Milliseconds)));
    }

    private static string Program => ChildProcess.PathOf("Shortage");

    private async Task RunAsync(string[] command)
    {
        (int exitCode, string output) = await ChildProcess.RunAsync(command);
        log.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }

    private static async Task<bool> MayAsync(params string[] command)
    {
        try
        {
            return (await ChildProcess.RunAsync(command)).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            // No such program.
            return false;
        }
    }

    private sealed class Attempt : IConnectHandler
    {
        private readonly TaskCompletionSource<(TransportError Error, int SystemError)> _outcome =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(TransportError Error, int SystemError)> Outcome => _outcome.Task;

        public void OnConnected(TransportConnection connection)
        {
            connection.Close();
            _outcome.SetResult((TransportError.None, 0));
        }

        public void OnConnectFailed(TransportError error, int systemError) => _outcome.SetResult((error, systemError));
    }
}
