// Users of a shop that log in, look at items and buy, 100 of them for half a minute; with --trace one of them, and all
// that it sends and gets:
// dotnet run --project samples/Shop -- http://127.0.0.1:8080/ [--trace]

using System;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Results;

LoadCallOptions item = new() { Name = "/items/:id" };
try
{
    LoadTest test = new(new LoadOptions
    {
        Target = new Uri(args[0]),
        Connections = 100,
        Duration = TimeSpan.FromSeconds(30),
        KeepsCookies = true,
        Thresholds = ["checks>99%"],
        User = ShopAsync,
    });
    if (args is [_, "--trace"])
    {
        return await test.TraceAsync(Console.Out) ? 0 : 1;
    }

    LoadResult result = await test.RunAsync();
    Console.WriteLine($"{result.Iterations!.Completed} users, {result.RequestsPerSecond:F0} answers a second");
    foreach (GroupFigures request in result.ByName)
    {
        string p99 = $"p99 {request.Latency?.P99} us";
        Console.WriteLine($"{request.Method} {request.Name}: {request.Requests.Completed}, {p99}");
    }

    foreach (CheckFigures check in result.Checks)
    {
        Console.WriteLine($"{check.Name}: {check.Pass} held, {check.Fail} did not {check.Sample}");
    }

    return result.Passed ? 0 : 1;
}
catch (LoadException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 2;
}

async ValueTask ShopAsync(LoadUser user)
{
    LoadResponse login = await user.PostAsync("/login", LoadBody.Form(("name", $"user {user.Id}")));
    if (!user.Check("logged in", login.IsSuccessStatusCode, login))
    {
        return;
    }

    for (int count = 0; count < 5; count++)
    {
        await user.GetAsync($"/items/{user.Random.Next(1, 1000)}", item);
        await user.ThinkAsync(new TimeRange(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.5)));
    }

    using (user.Group("checkout"))
    {
        await user.PostAsync("/cart", LoadBody.Form(("id", "7")));
    }
}
