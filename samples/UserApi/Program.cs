using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using LocustBridge;
using LocustBridge.Tasks;

namespace UserApi;

/// <summary>
/// A Locust worker in .NET: each user asks for GET /user/{id} again and again. The master (see samples/locustfile.py)
/// says how many users there are and shows what they record.
/// </summary>
internal static class Program
{
    private static readonly HttpEndPoint s_api = HttpEndPoint.Http("127.0.0.1", 8080);
    private static readonly FastHttpClient s_client = new();

    private static async Task<int> Main(string[] arguments)
    {
        ExceptionHandling.SetUnhandledExceptionHandler(LocustWorker.HandleWireFailure);
        LocustUserClass user = new("ApiUser", new LocustTask("get user", weight: 1, GetUserAsync))
        {
            Wait = LocustWait.Between(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.5)),
        };
        LocustWorkerOptions options = new()
        {
            MasterHost = arguments.Length > 0 ? arguments[0] : "127.0.0.1",
            MasterPort = arguments.Length > 1 ? int.Parse(arguments[1], null) : 5557,
            Log = Console.Error.WriteLine,
        };
        using CancellationTokenSource interrupted = new();
        Console.CancelKeyPress += (_, key) => (key.Cancel, _) = (true, interrupted.CancelAsync());
        await using LocustWorker worker = new(new LocustTaskHost(null, user), options);
        return await worker.RunAsync(interrupted.Token);
    }

    // LocustBridge.Http does all of this in one call: await user.SendAsync(s_client, request, response, "/user/[id]").
    private static async ValueTask GetUserAsync(LocustUser user)
    {
        using FastHttpRequest request = s_client.RentRequest();
        using FastHttpResponse response = s_client.RentResponse();
        request.SetTarget(s_api, Encoding.ASCII.GetBytes($"/user/{user.Random.Next(1, 1000)}"));
        long began = Stopwatch.GetTimestamp();
        HttpError error = await s_client.SendNoThrowAsync(request, response, user.Stopping);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        if (error != HttpError.None)
        {
            user.RecordFailure("GET", "/user/[id]", elapsed, error.ToString());
        }
        else if (response.StatusCode >= 400)
        {
            user.RecordFailure("GET", "/user/[id]", elapsed, $"HTTP {response.StatusCode}", response.BodyLength);
        }
        else
        {
            user.RecordSuccess("GET", "/user/[id]", elapsed, response.BodyLength);
        }
    }
}
