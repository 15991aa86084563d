using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance case 44, second half: plain HTTP to a port of nginx that speaks TLS. nginx answers 400, which both tools
// count as a response.
public sealed class PlainToTlsTests
{
    [RequiresPeerFact("nginx")]
    [SpecCase("wrk", 44)]
    public async Task Plain_http_to_a_tls_port_is_answered_with_an_error_status()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-tls");
        int port = FreePort();
        WriteConfiguration(folder.FullName, port);
        using Process nginx = Process.Start("nginx", ["-c", Path.Combine(folder.FullName, "nginx.conf")]);
        try
        {
            await ListeningAsync(port);
            foreach (WrkTool tool in Enum.GetValues<WrkTool>())
            {
                WrkOutcome outcome = await WrkProcess.RunAsync(
                    tool, ["-t1", "-c1", "-d1", $"http://127.0.0.1:{port}/"]);
                Assert.Equal(0, outcome.ExitCode);
                Assert.True(outcome.Fields.Requests > 0, $"{tool}");
                Assert.Equal(outcome.Fields.Requests, outcome.Fields.StatusErrors);
            }
        }
        finally
        {
            nginx.Kill(entireProcessTree: true);
            folder.Delete(recursive: true);
        }
    }
    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void WriteConfiguration(string folder, int port)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
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
                listen 127.0.0.1:{{port}} ssl;
                ssl_certificate {{folder}}/cert.pem; ssl_certificate_key {{folder}}/key.pem;
              }
            }
            """);
    }

    private static async Task ListeningAsync(int port)
    {
        for (int attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        Assert.Fail("nginx did not start to listen.");
    }
}
