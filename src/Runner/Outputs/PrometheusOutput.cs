using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runner.Results;

namespace Runner.Outputs;

// A page that Prometheus scrapes while the run goes on: /metrics on a Kestrel without anything else. It shows the
// newest interval that has ended; it listens from Open to Dispose.
internal sealed class PrometheusOutput : IResultOutput, ILiveObserver
{
    private readonly WebApplication _application;
    private LiveFigures? _newest;

    private PrometheusOutput(IPEndPoint address)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, listener => listener.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>Where the page is.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Listens.</summary>
    /// <param name="text">HOST:PORT, or :PORT for the loopback address.</param>
    /// <returns>The output, or why there is none.</returns>
    public static (PrometheusOutput? Output, string? Refusal) Open(string text)
    {
        if (!IPEndPoint.TryParse(text.StartsWith(':') ? $"127.0.0.1{text}" : text, out IPEndPoint? address))
        {
            return (null, $"'{text}' is not an address and a port such as 127.0.0.1:9464");
        }

        PrometheusOutput output = new(address);
        try
        {
            output._application.StartAsync().GetAwaiter().GetResult();
            output.Url = output._application.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/metrics";
            return (output, null);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            output.Dispose();
            return (null, $"cannot listen on {address} ({OutputFile.Reason(failure)})");
        }
    }

    public void OnInterval(SeriesPoint point, LiveFigures figures) => Volatile.Write(ref _newest, figures);

    public void Write(ResultDocument document)
    {
        // Whoever wanted the figures has scraped them.
    }

    public void Dispose()
    {
        _application.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/metrics")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = PrometheusPage.ContentType;
        return context.Response.WriteAsync(PrometheusPage.Render(Volatile.Read(ref _newest)));
    }

    // The host's own lifetime would take over SIGINT, which belongs to the command.
    private sealed class DetachedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
