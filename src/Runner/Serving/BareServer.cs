using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Runner.Serving;

// Kestrel with one handler and nothing else: no logging, no configuration files, no signal handlers. Stateless.
internal static class BareServer
{
    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="configure">Where it listens, and within which limits.</param>
    /// <param name="handler">Answers every request.</param>
    public static WebApplication Build(Action<IWebHostBuilder> configure, RequestDelegate handler)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        configure(builder.WebHost);
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        WebApplication application = builder.Build();
        application.Run(handler);
        return application;
    }

    /// <summary>Where a server listens; once it has started.</summary>
    public static string AddressOf(WebApplication application) => application.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Stops listening and closes every connection, in use or not.</summary>
    public static async Task EndAsync(WebApplication application)
    {
        // Clients may hold their connections open: waiting for them to drain would only wait in vain.
        await application.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    // The host's own lifetime would take over SIGINT and SIGTERM, which belong to the command or to the test runner.
    private sealed class DetachedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
