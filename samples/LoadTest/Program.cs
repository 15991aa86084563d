// Loads a URL for ten seconds, and fails where one request in a hundred takes longer than a quarter of a second:
// dotnet run --project samples/LoadTest -- http://127.0.0.1:8080/

using System;
using FastHttp.Load;

try
{
    LoadResult result = await new FastHttp.Load.LoadTest(new LoadOptions
    {
        Target = new Uri(args[0]),
        Connections = 64,
        Duration = TimeSpan.FromSeconds(10),
        Thresholds = ["p99<250ms", "error_rate<1%"],
    }).RunAsync();
    Console.WriteLine($"{result.Requests.Completed} answers, {result.RequestsPerSecond:F0} a second");
    Console.WriteLine($"p50 {result.Latency.P50.TotalMilliseconds} ms, p99 {result.Latency.P99.TotalMilliseconds} ms");
    return result.Passed ? 0 : 1;
}
catch (LoadException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 2;
}
