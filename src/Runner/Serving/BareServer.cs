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

// Kestrel with one handler and nothing else: no logging, no configuration files, no signal handlers. A host
// of its own, since WebApplication brings routing, host filters and pages for developers: 0.8 MB of native code.
internal static class BareServer
{
    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="configure">Where it listens, and within which limits.</param>
    /// <param name="handler">Answers every request.</param>
    public static IHost Build(Action<IWebHostBuilder> configure, RequestDelegate handler) => new HostBuilder()
        .ConfigureWebHost(
            web =>
            {
                web.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
                configure(web);
                web.Configure(application => application.Run(handler));
            },
            options => options.SuppressEnvironmentConfiguration = true)
        .ConfigureServices(services => services.AddSingleton<IHostLifetime, DetachedLifetime>())
        .Build();

    /// <summary>Where a server listens; once it has started.</summary>
    public static string AddressOf(IHost host) => host.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Stops listening and closes every connection, in use or not.</summary>
    public static async Task EndAsync(IHost host)
    {
        // Clients may hold their connections open: waiting for them to drain would only wait in vain.
        await host.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        host.Dispose();
    }

    // The host's own lifetime would take over SIGINT and SIGTERM, which belong to the command or to the test runner.
    private sealed class DetachedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
