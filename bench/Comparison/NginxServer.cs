using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using System.Threading;

namespace Bench.Comparison;

/// <summary>
/// One nginx process with a configuration of its own in a temporary folder, on a free loopback port, pinned to one
/// core. Runs from construction until it is disposed.
/// </summary>
internal sealed partial class NginxServer : IDisposable
{
    private const int StartTimeoutMs = 10_000;

    // One process, so that it can be pinned, and killed, as one. A connection must outlive every request of a round.
    private const string Configuration = """
        daemon off;
        master_process off;
        worker_processes 1;
        worker_rlimit_nofile 20000;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 16384; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          server {
            listen 127.0.0.1:PORT backlog=16384;
            listen 127.0.0.1:SECURE ssl backlog=16384;
            ssl_certificate FOLDER/server.pem;
            ssl_certificate_key FOLDER/server.key;
            ssl_session_cache shared:all:8m;
            location / { root FOLDER/content; }
            location = /user/123 { default_type application/json; return 200 '{"id":123,"name":"user 123"}'; }
            location = /stub_status { stub_status; }
          }
        }
        """;

    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly string _root;
    private readonly string _secureRoot;

    public NginxServer(string nginx, string[] pinning, string folder)
    {
        int port = FreePort();
        int secure = FreePort();
        _root = $"http://127.0.0.1:{port}";
        _secureRoot = $"https://localhost:{secure}";
        string configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(configuration, Configuration
            .Replace("PORT", $"{port}", StringComparison.Ordinal)
            .Replace("SECURE", $"{secure}", StringComparison.Ordinal)
            .Replace("FOLDER", folder, StringComparison.Ordinal));
        WriteCertificate(folder);
        WriteContent(Path.Combine(folder, "content"));
        string[] command = [.. pinning, nginx, "-p", folder + "/", "-e", "error.log", "-c", configuration];
        _process = Process.Start(command[0], command[1..]);
        try
        {
            WaitUntilItAnswers();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the peers load: small JSON.</summary>
    public string Url => _root + "/user/123";

    /// <summary>The same over TLS, by name, with a certificate that no system trusts.</summary>
    public string SecureUrl => _secureRoot + "/user/123";

    /// <summary>The same by address, which no server name goes with.</summary>
    public string SecureAddressUrl =>
        _secureRoot.Replace("localhost", "127.0.0.1", StringComparison.Ordinal) + "/user/123";

    /// <summary>A file of 1 MB.</summary>
    public string LargeUrl => _root + "/1MB";

    /// <summary>A file of 100 KB over TLS.</summary>
    public string SecureLargeUrl => _secureRoot + "/100KB";

    /// <summary>Requests handled since the start, this one included.</summary>
    public long CountRequests()
    {
        string status = _client.GetStringAsync(_root + "/stub_status").GetAwaiter().GetResult();
        return long.Parse(RequestCount().Match(status).Groups[1].ValueSpan, null);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
    }

    /// <summary>A port that no process has at the moment.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void WriteCertificate(string folder)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static void WriteContent(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "1MB"), new byte[1_000_000]);
        File.WriteAllBytes(Path.Combine(folder, "100KB"), new byte[100_000]);
    }

    private void WaitUntilItAnswers()
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                string answer = _client.GetStringAsync(Url).GetAwaiter().GetResult();
                if (answer != "{\"id\":123,\"name\":\"user 123\"}")
                {
                    throw new InvalidOperationException("nginx answers something else than it was told to: " + answer);
                }

                return;
            }
            catch (HttpRequestException) when (!_process.HasExited && watch.ElapsedMilliseconds < StartTimeoutMs)
            {
                Thread.Sleep(20);
            }
        }
    }

    // The third number of the line below "server accepts handled requests".
    [GeneratedRegex(@"^ \d+ \d+ (\d+) *$", RegexOptions.Multiline)]
    private static partial Regex RequestCount();
}
