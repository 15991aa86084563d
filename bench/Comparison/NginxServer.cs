using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
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
            listen 127.0.0.1:PORT backlog=4096;
            location = /user/123 { default_type application/json; return 200 '{"id":123,"name":"user 123"}'; }
            location = /stub_status { stub_status; }
          }
        }
        """;

    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly string _root;

    public NginxServer(string nginx, string[] pinning, string folder)
    {
        int port = FreePort();
        _root = $"http://127.0.0.1:{port}";
        string configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(configuration, Configuration.Replace("PORT", $"{port}", StringComparison.Ordinal));
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

    /// <summary>A port that nobody has at the moment.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
