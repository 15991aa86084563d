using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace FastHttp.Tests.MessageHandling;

/// <summary>H4 and H11: what is disposed lets what is in use finish, and can be disposed either way.</summary>
public sealed class HandlerLifetimeTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _more = new(0);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FaultServer _server;

    public HandlerLifetimeTests() => _server = new FaultServer(ServeAsync);

    public void Dispose() => _server.Dispose();

    [Theory, SpecCase("client", 13), InlineData("HttpClient"), InlineData("handler"), InlineData("DisposeAsync"),
    InlineData("factory")]
    public async Task H4_A_body_is_read_to_its_end_after_the_handler_was_disposed(string way)
    {
        FastHttpMessageHandler handler = new();
        await using ServiceProvider services = new ServiceCollection()
            .AddHttpClient("ours").ConfigurePrimaryHttpMessageHandler(() => handler).Services.BuildServiceProvider();
        HttpClient client = way == "factory"
            ? services.GetRequiredService<IHttpClientFactory>().CreateClient("ours")
            : new HttpClient(handler);
        Assert.Equal("whole", await client.GetStringAsync(Url("/idle")));
        using HttpResponseMessage response = await client.GetAsync(
            Url("/slow"), HttpCompletionOption.ResponseHeadersRead);
        using Stream stream = await response.Content.ReadAsStreamAsync();
        switch (way)
        {
            case "HttpClient":
                client.Dispose();
                break;
            case "DisposeAsync":
                await handler.DisposeAsync();
                break;
            default:
                // As a factory does with one that has expired.
                handler.Dispose();
                break;
        }

        _more.Release();
        using StreamReader reader = new(stream);
        Assert.Equal("first second", await reader.ReadToEndAsync().WaitAsync(s_limit));
        await _server.WhenAllClosed().WaitAsync(s_limit);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetAsync(Url("/idle")));
    }

    [Fact, SpecCase("client", 14)]
    public async Task H4_A_call_without_a_response_ends_well_after_its_handler_was_disposed()
    {
        FastHttpMessageHandler handler = new(new FastHttpOptions { MaxConnectionsPerServer = 1 });
        using HttpMessageInvoker invoker = new(handler);
        Task<HttpResponseMessage> redirected = invoker.SendAsync(new(HttpMethod.Get, Url("/away")), default);
        await _arrived.Task.WaitAsync(s_limit);
        Task<HttpResponseMessage> waiting = invoker.SendAsync(new(HttpMethod.Get, Url("/idle")), default);
        handler.Dispose();
        _more.Release();
        foreach (Task<HttpResponseMessage> call in (Task<HttpResponseMessage>[])[redirected, waiting])
        {
            using HttpResponseMessage response = await call.WaitAsync(s_limit);
            Assert.Equal("whole", await response.Content.ReadAsStringAsync());
        }

        await _server.WhenAllClosed().WaitAsync(s_limit);
    }

    [Fact, SpecCase("client", 15)]
    public async Task H4_A_client_with_loops_of_its_own_keeps_them_until_the_last_body_was_read()
    {
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", _server.EndPoint.Port);
        FastHttpOptions options = new() { Transport = TransportSelector.Select(out _) };
        await using FastHttpClient client = new(options);
        await using LoadBalancedClient balanced = new([endPoint], new() { Connections = options });
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse first = client.RentResponse();
        using FastHttpResponse second = client.RentResponse();
        request.SetTarget(endPoint, "/slow"u8);
        await client.SendAsync(request, first, ResponseOptions.StreamBody);
        await balanced.SendAsync(request, second, ResponseOptions.StreamBody);
        await client.DisposeAsync();
        await balanced.DisposeAsync();
        _more.Release(2);
        foreach (FastHttpResponse response in (FastHttpResponse[])[first, second])
        {
            using StreamReader reader = new(response.OpenBodyStream());
            Assert.Equal("first second", await reader.ReadToEndAsync().WaitAsync(s_limit));
        }

        await _server.WhenAllClosed().WaitAsync(s_limit);
    }

    [Fact, SpecCase("client", 36)]
    public void H11_A_container_that_is_disposed_synchronously_disposes_each_client()
    {
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", _server.EndPoint.Port);
        List<object> made = [];
        ServiceProvider services = new ServiceCollection()
            .AddSingleton(_ => new FastHttpClient())
            .AddSingleton(_ => new FastHttpMessageHandler())
            .AddSingleton(_ => new HostClient(endPoint))
            .AddSingleton(_ => new LoadBalancedClient([endPoint]))
            .AddSingleton(_ => new PipelinedClient(endPoint, new() { MaxPipelineDepth = 2 }, 1))
            .AddSingleton(_ => HttpConnection.OpenAsync(endPoint).AsTask().GetAwaiter().GetResult())
            .BuildServiceProvider();
        made.Add(services.GetRequiredService<FastHttpClient>());
        made.Add(services.GetRequiredService<FastHttpMessageHandler>());
        made.Add(services.GetRequiredService<HostClient>());
        made.Add(services.GetRequiredService<LoadBalancedClient>());
        made.Add(services.GetRequiredService<PipelinedClient>());
        made.Add(services.GetRequiredService<HttpConnection>());
        Assert.All(made, client => Assert.IsAssignableFrom<IAsyncDisposable>(client));
        services.Dispose();
        Assert.Throws<ObjectDisposedException>(() =>
        {
            using FastHttpRequest request = ((FastHttpClient)made[0]).RentRequest();
            request.SetTarget(endPoint, "/"u8);
            _ = ((FastHttpClient)made[0]).SendNoThrowAsync(request, null).AsTask();
        });
    }

    private Uri Url(string target) => new($"http://{_server.EndPoint}{target}");

    private async Task ServeAsync(FaultConnection connection)
    {
        while (await connection.ReadRequestAsync() is { } head)
        {
            switch (FaultConnection.TargetOf(head))
            {
                case "/slow":
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nfirst");
                    await _more.WaitAsync();
                    await connection.SendAsync(" second");
                    break;
                case "/away":
                    _arrived.SetResult();
                    await _more.WaitAsync();
                    await connection.SendAsync(
                        "HTTP/1.1 302 Found\r\nLocation: /idle\r\nContent-Length: 0\r\n\r\n");
                    break;
                default:
                    await connection.AnswerAsync("whole");
                    break;
            }
        }
    }
}
