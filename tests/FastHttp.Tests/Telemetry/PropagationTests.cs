using System;
using System.Diagnostics;
using System.Threading.Tasks;
using FastHttp.Telemetry;
using Testing;

namespace FastHttp.Tests.Telemetry;

/// <summary>What a server learns of the caller's activity where nothing listens to this library's.</summary>
[Collection(ProcessWideAllocation.Name)]
public sealed class PropagationTests
{
    [Theory, SpecCase("client", 18)]
    [InlineData("FastHttpClient"), InlineData("HostClient"), InlineData("LoadBalancedClient")]
    public async Task H5_a_client_tells_of_the_callers_activity(string kind)
    {
        PipeServer server = new();
        HttpEndPoint endPoint = HttpEndPoint.Http("h.test");
        FastHttpOptions options = new() { ConnectCallback = server.ConnectAsync };
        await using HttpSender sender = kind switch
        {
            "FastHttpClient" => new FastHttpClient(options),
            "HostClient" => new HostClient(endPoint, options),
            _ => new LoadBalancedClient([endPoint], new() { Connections = options }),
        };
        using Activity activity = new Activity("own").SetIdFormat(ActivityIdFormat.W3C);
        activity.TraceStateString = "a=b";
        activity.Start();
        Assert.False(ClientTelemetry.Source.HasListeners());
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(endPoint, "/"u8);
        await sender.SendAsync(request, null);
        string head = Assert.Single(server.Heads);
        Assert.Contains($"\r\ntraceparent: {activity.Id}\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\r\ntracestate: a=b\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.Same(activity, Activity.Current);

        // Nothing is left in the request of the trace of one call.
        activity.Stop();
        await sender.SendAsync(request, null);
        Assert.DoesNotContain("trace", server.Heads[1], StringComparison.OrdinalIgnoreCase);
    }
}
