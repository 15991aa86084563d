// Gets a URL and prints the response:
// dotnet run --project samples/Get -- http://127.0.0.1:8080/

using System;
using System.Text;
using FastHttp;

await using FastHttpClient client = new();
using FastHttpRequest request = client.RentRequest();
using FastHttpResponse response = client.RentResponse();

request.SetUri(new Uri(args[0]));
request.Headers.Set("Accept"u8, "text/plain"u8);
HttpError error = await client.SendNoThrowAsync(request, response);
if (error != HttpError.None)
{
    Console.Error.WriteLine($"{args[0]}: {error}");
    return 1;
}

Console.WriteLine($"{response.StatusCode}, {response.BodyLength} bytes");
foreach (HttpField field in response.Headers)
{
    Console.WriteLine($"{Encoding.Latin1.GetString(field.Name)}: {Encoding.Latin1.GetString(field.Value)}");
}

Console.WriteLine(Encoding.UTF8.GetString(response.BodySpan));
return 0;
