// Sends a request again while the server is busy, as it asks or ever more slowly:
// dotnet run --project samples/Retry -- http://127.0.0.1:8080/status/503

using System;
using FastHttp;
using Retry;

await using FastHttpClient client = new(new FastHttpOptions
{
    RetryPolicy = new BusyPolicy(),
    MaxAttempts = 4,
    RequestTimeout = TimeSpan.FromSeconds(30),
});
using FastHttpRequest request = client.RentRequest();
using FastHttpResponse response = client.RentResponse();

request.SetUri(new Uri(args[0]));
HttpError error = await client.SendNoThrowAsync(request, response);
long retries = client.GetStatistics(request.EndPoint!).Retries;
Console.WriteLine(error == HttpError.None
    ? $"{response.StatusCode} after {retries} retries"
    : $"{error} after {retries} retries");
return error == HttpError.None && response.StatusCode == 200 ? 0 : 1;
