using System;
using System.IO;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace Runner.Serving;

/// <summary>
/// The embedded target: a <see cref="BareServer"/> with the routes of <see cref="TargetRoutes"/>, so that it can run
/// inside a test as well as behind <c>runner serve</c>.
/// Listening from <see cref="StartAsync"/> until it is disposed.
/// </summary>
internal sealed class TargetServer : IAsyncDisposable
{
    /// <summary>
    /// A hidden option: serve until stdin ends, whatever signals come. A parent that dies, in whatever way, then takes
    /// its target with it, and Ctrl-C in the parent does not pull the target from under the running load.
    /// </summary>
    public const string UntilStdinEnds = "--until-stdin-ends";

    /// <summary>What the line that says where the target listens begins with; the URL is the rest of it.</summary>
    public const string Announcement = "listening on ";

    // Large enough for thousands of load connections that open at once; the kernel cuts it to net.core.somaxconn.
    private const int Backlog = 4096;

    private readonly IHost _host;
    private readonly X509Certificate2? _certificate;

    private TargetServer(IHost host, X509Certificate2? certificate, TargetServerOptions options)
    {
        _host = host;
        _certificate = certificate;
        if (options.UnixSocket is not null)
        {
            Url = "unix:" + options.UnixSocket;
        }
        else
        {
            Port = BindingAddress.Parse(BareServer.AddressOf(host)).Port;
            Url = $"{(options.Https ? "https" : "http")}://{new IPEndPoint(options.Address, Port)}";
        }
    }

    /// <summary>The port that is listened on; 0 on a Unix-domain socket.</summary>
    public int Port { get; }

    /// <summary>
    /// Scheme, address and port, without a slash at the end; <c>unix:PATH</c> on a Unix-domain socket.
    /// </summary>
    public string Url { get; }

    /// <summary>Starts a server. It listens when the task completes.</summary>
    /// <exception cref="IOException">The address is in use, or the socket file cannot be made.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address may not be listened on.</exception>
    public static async Task<TargetServer> StartAsync(TargetServerOptions options)
    {
        X509Certificate2? certificate = options.Https ? SelfSignedCertificate.Create(options.Address) : null;
        IHost host = BareServer.Build(
            web => web.UseSockets(sockets => sockets.Backlog = Backlog)
                .ConfigureKestrel(kestrel => Configure(kestrel, options, certificate)),
            TargetRoutes.HandleAsync);
        try
        {
            await host.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            host.Dispose();
            certificate?.Dispose();
            throw;
        }

        return new TargetServer(host, certificate, options);
    }

    /// <summary>Stops listening and closes every connection, in use or not.</summary>
    public async ValueTask DisposeAsync()
    {
        await BareServer.EndAsync(_host).ConfigureAwait(false);
        _certificate?.Dispose();
    }

    private static void Configure(
        KestrelServerOptions kestrel, TargetServerOptions options, X509Certificate2? certificate)
    {
        // Clients under test may be as slow as they like; the size of a body is what bounds us.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = TargetRoutes.MaxBodyBytes;

        if (options.UnixSocket is { } path)
        {
            kestrel.ListenUnixSocket(path, Listen);
        }
        else
        {
            kestrel.Listen(options.Address, options.Port, Listen);
        }

        void Listen(ListenOptions listener)
        {
            listener.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listener.UseHttps(certificate);
            }
        }
    }
}
