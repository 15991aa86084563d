using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;

namespace Testing;

/// <summary>An nginx that speaks TLS with a certificate made for it. Ends, with its files, on disposal.</summary>
public sealed class NginxServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nginx-tls");
    private readonly Process _process;

    private NginxServer(string directives)
    {
        Port = FreePort.Next();
        WriteConfiguration(directives);
        _process = Process.Start(Peers.Find("nginx")!, ["-c", Path.Combine(_folder.FullName, "nginx.conf")]);
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="directives">What stands in its server block besides.</param>
    public static async Task<NginxServer> StartAsync(string directives = "")
    {
        NginxServer server = new(directives);
        for (int attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync(IPAddress.Loopback, server.Port);
                return server;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        await server.DisposeAsync();
        throw new InvalidOperationException("nginx did not start to listen.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void WriteConfiguration(string directives)
    {
        string folder = _folder.FullName;
        using X509Certificate2 certificate = TestCertificate.Create("localhost");
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(
            Path.Combine(folder, "nginx.conf"),
            $$"""
            daemon off; worker_processes 1; pid {{folder}}/nginx.pid; error_log {{folder}}/error.log;
            events { worker_connections 64; }
            http {
              access_log off;
              server {
                listen 127.0.0.1:{{Port}} ssl;
                ssl_certificate {{folder}}/cert.pem; ssl_certificate_key {{folder}}/key.pem;
                {{directives}}
              }
            }
            """);
    }
}
