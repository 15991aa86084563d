using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Sources;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load;

/// <summary>
/// Has the engine's own code compiled before a run, where code is compiled while it runs. Else the first requests of
/// the run would wait for the compiler, and their latencies would be its. Runs the engine for a moment against a socket
/// of its own; the target hears nothing of it. Not measured; ends by its number of requests.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class CodeWarmup
{
    private const int Requests = 48;
    private const double PerSecond = 2_000;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    private static readonly byte[] s_response =
        "HTTP/1.1 200 OK\r\nServer: warm-up\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    /// <summary>Whether code is compiled while it runs; not so in a native build.</summary>
    public static bool IsNeeded => RuntimeFeature.IsDynamicCodeCompiled;

    /// <summary>Runs the kind of load that a plan asks for. A socket that cannot be had is no reason to complain.
    /// </summary>
    public static void Run(RunPlan plan, Transport transport)
    {
        try
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            Task answering = AnswerAsync(listener);
            RunPlan local = PlanOf(plan, (IPEndPoint)listener.LocalEndpoint);
            using (LoadEngine engine = new(local, transport, SourcesOf(local)))
            {
                engine.Run();
            }

            listener.Stop();
            answering.Wait(s_limit);
        }
        catch (Exception failure) when (failure is SocketException or AggregateException)
        {
            // The run goes on with code that is cold.
        }
    }

    private static RunPlan PlanOf(RunPlan plan, IPEndPoint address) => plan with
    {
        Target = HttpEndPoint.Http(address.Address.ToString(), address.Port),
        Addresses = [address],
        Request = RequestBytes.Prepare("/", [new RequestHeader("Host", address.ToString())]),
        Lanes = 1,
        Connections = 1,
        Duration = s_limit,
        HasTimeLimit = true,
        Timeout = s_limit,
        ConnectTimeout = s_limit,
        Tunnel = null,
        LocalAddresses = [],
        Entries = null,
        ScriptPath = null,
        HasOwnSource = false,
        Pipeline = 1,
        MaxRedirects = 0,
        KeepsCookies = false,
        RequestsPerConnection = 0,
        Gates = GatePlan.None,
        Load = new LoadModel
        {
            Requests = Requests,
            Rate = plan.Load.Rate is null ? null : new LoadShape(PerSecond),
            ThinkLongest = plan.Load.ThinkLongest > TimeSpan.Zero ? TimeSpan.FromMicroseconds(1) : TimeSpan.Zero,
        },
    };

    private static IReadOnlyList<RequestSource> SourcesOf(RunPlan plan) =>
        [.. Enumerable.Range(0, plan.Lanes).Select(_ => new FixedSource(plan.Request))];

    // One small request at a time, which comes in one piece.
    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            byte[] buffer = new byte[4096];
            using Socket socket = await listener.AcceptSocketAsync().ConfigureAwait(false);
            socket.NoDelay = true;
            while (await socket.ReceiveAsync(buffer).ConfigureAwait(false) > 0)
            {
                await socket.SendAsync(s_response).ConfigureAwait(false);
            }
        }
        catch (SocketException)
        {
            // The engine has closed its end, or never came.
        }
    }
}
