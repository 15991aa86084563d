// A service of ASP.NET Core that calls another one through FastHttp, by IHttpClientFactory as ever:
// dotnet run --project samples/WebService -- --urls http://127.0.0.1:5000 --upstream http://127.0.0.1:8080

using System;
using System.Net.Http;
using System.Threading;
using FastHttp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddHttpClient("upstream", client => client.BaseAddress = new Uri(builder.Configuration["upstream"]!))
    .ConfigurePrimaryHttpMessageHandler(() => new FastHttpMessageHandler());

WebApplication app = builder.Build();
app.MapGet("/", async (IHttpClientFactory clients, CancellationToken stop) =>
{
    using HttpClient upstream = clients.CreateClient("upstream");
    string text = await upstream.GetStringAsync("/", stop);
    return Results.Text($"upstream says: {text}");
});
app.Run();
