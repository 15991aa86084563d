using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using LocustBridge;
using LocustBridge.Tasks;

namespace UserApi;

/// <summary>
/// A Locust worker in .NET: each user asks for GET /user/{id} on a connection of its own. The master (see
/// samples/locustfile.py) says how many users there are and shows what they record.
/// </summary>
internal static class Program
{
    private static readonly HttpEndPoint s_api = HttpEndPoint.Http("127.0.0.1", 8080);

    private static async Task<int> Main(string[] arguments)
    {
        LocustUserClass user = new("ApiUser", new LocustTask("get user", weight: 1, GetUserAsync))
        {
            Wait = LocustWait.Between(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.5)),
            OnStop = static user => (user.State as HttpConnection)?.DisposeAsync() ?? default,
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

    private static async ValueTask GetUserAsync(LocustUser user)
    {
        using HttpRequest request = HttpRequest.Rent();
        using HttpResponse response = HttpResponse.Rent();
        request.SetTarget(s_api, Encoding.ASCII.GetBytes($"/user/{user.Random.Next(1, 1000)}"));
        long began = Stopwatch.GetTimestamp();
        HttpError error = await SendAsync(user, PreparedRequest.Create(request), response);
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

    // On the connection that the user has kept, or on a new one.
    private static async ValueTask<HttpError> SendAsync(
        LocustUser user, PreparedRequest request, HttpResponse response)
    {
        try
        {
            if (user.State is not HttpConnection { IsOpen: true })
            {
                user.State = await HttpConnection.OpenAsync(s_api, cancellationToken: user.Stopping);
            }

            return await ((HttpConnection)user.State).TrySendAsync(request, response, user.Stopping);
        }
        catch (HttpException failure)
        {
            return failure.Error;
        }
    }
}
