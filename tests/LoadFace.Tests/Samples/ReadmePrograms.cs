using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Results;

namespace LoadFace.Tests.Samples;

/// <summary>
/// The code of the library's README, block for block, so that the compiler reads it too: see <see cref="ReadmeTests"/>.
/// </summary>
internal static partial class ReadmePrograms
{
    private static readonly LoadCallOptions s_login = new() { Name = "login" };
    private static readonly LoadCallOptions s_item = new() { Name = "/items/:id" };
    private static readonly LoadCallOptions s_signed = new()
    {
        Name = "cart",
        Headers = [new("Authorization", "Bearer t-ann"), new("Accept", "application/json")],
    };

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        LoadResult result = await new LoadTest(new LoadOptions
        {
            Target = new Uri("http://127.0.0.1:8080/"),
            Connections = 64,
            Duration = TimeSpan.FromSeconds(10),
        }).RunAsync(cancellationToken);
        Console.WriteLine($"{result.RequestsPerSecond:F0} requests/s, p99 {result.Latency.P99.TotalMilliseconds} ms");
    }

    public static async Task<bool> RateAsync(CancellationToken cancellationToken)
    {
        LoadOptions options = new()
        {
            Target = new Uri("http://127.0.0.1:8080/"),
            Connections = 100,
            Rate = 1_000,
            Stages = [new(TimeSpan.FromSeconds(30), 5_000), new(TimeSpan.FromMinutes(1), 5_000)],
            Warmup = TimeSpan.FromSeconds(5),
            Thresholds = ["p99<250ms", "error_rate<0.1%", "rate_ratio>0.99"],
            ExpectStatus = "2xx",
        };
        LoadResult result = await new LoadTest(options).RunAsync(cancellationToken);
        foreach (ThresholdVerdict verdict in result.Verdicts)
        {
            Console.WriteLine($"{(verdict.Ok ? "pass" : "FAIL")} {verdict.Expr}: {verdict.Measured}");
        }

        return result.Passed;
    }

    public static LoadOptions Several()
    {
        LoadOptions options = new()
        {
            Target = new Uri("http://127.0.0.1:8080/"),
            Requests =
            [
                new LoadRequest { Target = "/users/{{id}}", Weight = 9, Name = "user" },
                new LoadRequest { Method = "POST", Target = "/orders", Body = "{\"user\":{{id}}}"u8.ToArray() },
            ],
            Data = new LoadData(["id"], [["1"], ["2"], ["3"]]),
            DataMode = DataMode.Random,
        };
        return options;
    }

    public static LoadOptions Feed()
    {
        LoadFeed<Account> accounts = new("accounts", ReadAccounts());
        LoadOptions options = new()
        {
            Target = new Uri("http://127.0.0.1:8080/"),
            Connections = 100,
            User = async user =>
            {
                Account who = accounts.NextUnique();
                await user.PostAsync("/login", LoadBody.Form(("name", who.Name), ("password", who.Password)), s_login);
                LoadResponses parts = await user.BatchAsync(
                    LoadCall.Get("/site.css"), LoadCall.Get("/items/7", s_item), LoadCall.Get("/cart"));
                foreach (LoadResponse part in parts)
                {
                    user.Check("part", part.StatusCode == 200, part);
                }
            },
        };
        return options;
    }

    public static LoadOptions User()
    {
        LoadOptions options = new()
        {
            Target = new Uri("http://127.0.0.1:8080/"),
            Connections = 100,
            Duration = TimeSpan.FromMinutes(1),
            KeepsCookies = true,
            Thresholds = ["checks>99%", "p99{login}<200ms"],
            User = async user =>
            {
                LoadResponse login = await user.PostAsync(
                    "/login", LoadBody.Form(("name", $"user {user.Id}")), s_login);
                if (!user.Check("logged in", login.StatusCode == 200, login))
                {
                    return;
                }

                for (int count = 0; count < 10; count++)
                {
                    LoadResponse item = await user.GetAsync($"/items/{user.Random.Next(1, 1000)}", s_item);
                    user.Check("has a price", item.GetBodyAsJson().TryGetProperty("price", out _), item);
                    await user.ThinkAsync(new TimeRange(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.5)));
                }

                using (user.Group("checkout"))
                {
                    await user.PostAsync("/cart", LoadBody.Json(new Cart(7), Shop.Default.Cart), s_signed);
                }
            },
        };
        return options;
    }

    public static LoadOptions Own(Uri target)
    {
        LoadOptions options = new() { Target = target, Threads = 2, Source = thread => new Numbers() };
        return options;
    }

    public static async Task WriteAsync(LoadOptions options, string path, CancellationToken cancellationToken)
    {
        LoadTest test = new(options);
        test.Observe(new Progress());
        LoadResult result = await test.RunAsync(cancellationToken);
        foreach (string warning in result.Document.Warnings)
        {
            Console.Error.WriteLine(warning);
        }

        foreach (ErrorFigures error in result.Document.Errors)
        {
            Console.Error.WriteLine($"{error.Count} times {error.Kind}: {error.Message}");
        }

        await using FileStream file = File.Create(path);
        ResultFile.Write(file, result.Document);
    }

    internal sealed class Numbers : IRequestSource
    {
        private int _next;

        public bool TryWrite(int user, IBufferWriter<byte> request)
        {
            string text = $"GET /items/{_next++} HTTP/1.1\r\nHost: shop\r\n\r\n";
            request.Write(Encoding.ASCII.GetBytes(text));
            return true;
        }
    }

    private static Account[] ReadAccounts() => [new("ann", "a"), new("bob", "b"), new("eve", "e")];

    internal sealed record Account(string Name, string Password);

    internal sealed record Cart(int Id);

    [JsonSerializable(typeof(Cart))]
    internal sealed partial class Shop : JsonSerializerContext;

    private sealed class Progress : ILiveObserver
    {
        public void OnInterval(SeriesPoint point, LiveFigures figures)
        {
        }
    }
}
