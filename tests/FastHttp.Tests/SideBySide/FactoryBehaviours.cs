using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace FastHttp.Tests.SideBySide;

/// <summary>Handlers in the hands of an IHttpClientFactory, and what flows with a call.</summary>
internal static class FactoryBehaviours
{
    public static IEnumerable<Behaviour> All()
    {
        yield return Made("a call", (side, factory, _) =>
            Outcome.OfAsync(side, factory.CreateClient("a").GetAsync(side.Url())));
        yield return Made("two clients of a name", async (side, factory, _) =>
        {
            await factory.CreateClient("a").GetStringAsync(side.Url());
            await factory.CreateClient("a").GetStringAsync(side.Url());
            return $"{side.Server.Accepted}";
        });
        yield return Made("clients of two names", async (side, factory, _) =>
        {
            await factory.CreateClient("a").GetStringAsync(side.Url());
            await factory.CreateClient("b").GetStringAsync(side.Url());
            return $"{side.Server.Accepted}";
        });
        yield return Made("a client that is disposed leaves the handler", async (side, factory, _) =>
        {
            using (HttpClient first = factory.CreateClient("a"))
            {
                await first.GetStringAsync(side.Url());
            }

            await factory.CreateClient("a").GetStringAsync(side.Url());
            return $"{side.Server.Accepted}";
        });
        yield return Made("a body that outlives the services", async (side, factory, services) =>
        {
            Stream stream = await PendingAsync(side, factory);
            await services.DisposeAsync();
            return await RestAsync(stream);
        });
        yield return Made("a body that outlives its handler", async (side, factory, _) =>
        {
            Stream stream = await PendingAsync(side, factory);

            // As a factory does with a handler that has expired and is not used any more.
            side.Made.Single().Dispose();
            return await RestAsync(stream);
        });
        yield return Made("a call after its handler", async (side, factory, _) =>
        {
            HttpClient client = factory.CreateClient("a");
            side.Made.Single().Dispose();
            return await client.GetStringAsync(side.Url());
        });
        yield return Made("a handler in between", async (side, factory, _) =>
        {
            using HttpResponseMessage response = await factory.CreateClient("b").GetAsync(side.Url());
            return $"{response.Headers.GetValues("X-Seen").Single()} {response.RequestMessage!.Options.Count()}";
        });
        yield return new Behaviour("an activity with state and baggage", async side =>
        {
            using Activity activity = new Activity("own").SetIdFormat(ActivityIdFormat.W3C);
            activity.TraceStateString = "a=b";
            activity.AddBaggage("k", "v w").Start();
            string head = await side.Client.GetStringAsync(side.Url());
            return side.Plain(Regex.Replace(head, $"{activity.TraceId}-[0-9a-f]{{16}}", "TRACE-SPAN"));
        });
        yield return new Behaviour("the span that the server is told", async side =>
        {
            using Activity activity = new Activity("own").SetIdFormat(ActivityIdFormat.W3C).Start();
            string head = await side.Client.GetStringAsync(side.Url());
            return $"{head.Contains(activity.SpanId.ToHexString(), StringComparison.Ordinal)}";
        });
    }

    private static Behaviour Made(
        string name, Func<Side, IHttpClientFactory, ServiceProvider, Task<string>> run) =>
        new($"factory: {name}", async side =>
        {
            await using ServiceProvider services = new ServiceCollection()
                .AddTransient<SeeingHandler>()
                .AddHttpClient("a").ConfigurePrimaryHttpMessageHandler(side.CreateHandler).Services
                .AddHttpClient("b").ConfigurePrimaryHttpMessageHandler(side.CreateHandler)
                .AddHttpMessageHandler<SeeingHandler>().Services
                .BuildServiceProvider();
            return await run(side, services.GetRequiredService<IHttpClientFactory>(), services);
        });

    private static async Task<Stream> PendingAsync(Side side, IHttpClientFactory factory)
    {
        side.Answer = async (connection, _, _) =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
            await side.More.WaitAsync();
            await connection.SendAsync("other");
            return true;
        };
        HttpResponseMessage response = await factory.CreateClient("a").GetAsync(
            side.Url(), HttpCompletionOption.ResponseHeadersRead);
        side.More.Release();
        return await response.Content.ReadAsStreamAsync();
    }

    private static async Task<string> RestAsync(Stream stream)
    {
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }

    private sealed class SeeingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            response.Headers.Add("X-Seen", $"{ReferenceEquals(response.RequestMessage, request)}");
            return response;
        }
    }
}
