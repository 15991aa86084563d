// Downloads a URL into a file while it comes, whatever its size:
// dotnet run --project samples/Download -- http://127.0.0.1:8080/large /tmp/large

using System;
using System.IO;
using FastHttp;

await using FastHttpClient client = new();
using FastHttpRequest request = client.RentRequest();
using FastHttpResponse response = client.RentResponse();

request.SetUri(new Uri(args[0]));
try
{
    await client.SendAsync(request, response, ResponseOptions.StreamBody);
    await using Stream body = response.OpenBodyStream();
    await using FileStream file = File.Create(args[1]);
    await body.CopyToAsync(file);
}
catch (HttpException failure)
{
    Console.Error.WriteLine($"{args[0]}: {failure.Error}");
    return 1;
}

Console.WriteLine($"{response.StatusCode}, {response.BodyLength} bytes in {args[1]}");
return 0;
