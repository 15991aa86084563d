// Posts an object as JSON, written straight into the request, and reads one from the response:
// dotnet run --project samples/PostJson -- http://127.0.0.1:8080/orders

using System;
using System.Text.Json;
using FastHttp;
using PostJson;

await using FastHttpClient client = new();
using FastHttpRequest request = client.RentRequest();
using FastHttpResponse response = client.RentResponse();

request.Method = "POST"u8;
request.SetUri(new Uri(args[0]));
request.Headers.Set("Content-Type"u8, "application/json"u8);
using (Utf8JsonWriter json = new(request.BodyWriter))
{
    JsonSerializer.Serialize(json, new Order("espresso", 2), OrderContext.Default.Order);
}

try
{
    await client.SendAsync(request, response);
}
catch (HttpException failure)
{
    Console.Error.WriteLine($"{args[0]}: {failure.Error}");
    return 1;
}

Order? confirmed = JsonSerializer.Deserialize(response.BodySpan, OrderContext.Default.Order);
Console.WriteLine($"{response.StatusCode}: {confirmed}");
return 0;
