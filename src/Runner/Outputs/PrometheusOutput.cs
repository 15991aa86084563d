using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Runner.Serving;

namespace Runner.Outputs;

// A page that Prometheus scrapes while the run goes on: /metrics on a Kestrel without anything else. It shows the
// newest interval that has ended; it listens from Open to Dispose.
internal sealed class PrometheusOutput : IResultOutput, ILiveObserver
{
    private readonly IHost _host;
    private LiveFigures? _newest;

    private PrometheusOutput(IPEndPoint address)
    {
        _host = BareServer.Build(
            web => web.ConfigureKestrel(kestrel =>
                kestrel.Listen(address, listener => listener.Protocols = HttpProtocols.Http1)),
            AnswerAsync);
    }

    /// <summary>Where the page is.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Listens.</summary>
    /// <param name="text">HOST:PORT, or :PORT for the loopback address; * is every address of the machine.</param>
    /// <returns>The output, or why there is none.</returns>
    public static (PrometheusOutput? Output, string? Refusal) Open(string text)
    {
        if (!IPEndPoint.TryParse(WithoutName(text), out IPEndPoint? address))
        {
            return (null, $"'{text}' is not an address and a port such as 127.0.0.1:9464");
        }

        PrometheusOutput output = new(address);
        try
        {
            output._host.StartAsync().GetAwaiter().GetResult();
            output.Url = BareServer.AddressOf(output._host) + "/metrics";
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
        // A Prometheus server that wanted the figures has scraped them.
    }

    public void Dispose() => BareServer.EndAsync(_host).GetAwaiter().GetResult();

    // No name is looked up: to listen is for an address of this machine.
    private static string WithoutName(string text) => text.Split(':') is not [string host, string port] ? text
        : host switch
        {
            "" or "localhost" => $"{IPAddress.Loopback}:{port}",
            "*" => $"{IPAddress.Any}:{port}",
            _ => text,
        };

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
}
