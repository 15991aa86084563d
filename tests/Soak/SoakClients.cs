using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Transports;
using Testing;

namespace Soak;

/// <summary>Every client of the library, on one transport, and who calls through it.</summary>
internal sealed class SoakClients : IAsyncDisposable
{
    // Fewer than callers, so that they wait for each other.
    private const int Connections = 24;
    private const int UsersOfClient = 32;
    private const int UsersOfOthers = 10;
    private const int UsersOfSecured = 6;

    private readonly string _transport;
    private readonly HttpEndPoint _endPoint;
    private readonly HttpEndPoint[] _others;
    private readonly HttpEndPoint _secured;
    private readonly FastHttpClient _client;
    private readonly PipelinedClient _pipelined;
    private readonly LoadBalancedClient _balanced;
    private readonly FastHttpMessageHandler _handler;
    private readonly HttpClient _httpClient;
    private readonly SslClientAuthenticationOptions _sslOptions;

    public SoakClients(string transport, SoakServer server, SoakServer others, SoakServer secured)
    {
        _transport = transport;
        _endPoint = HttpEndPoint.Http("127.0.0.1", server.Ports[0]);
        _others = [.. others.Ports.Select(port => HttpEndPoint.Http("127.0.0.1", port))];
        _secured = HttpEndPoint.Https("127.0.0.1", secured.Ports[0]);
        FastHttpOptions options = Options(transport);
        _sslOptions = options.SslOptions!;
        _client = new FastHttpClient(options);
        _pipelined = new PipelinedClient(_others[0], Options(transport), connections: 3);
        _balanced = new LoadBalancedClient(_others, new() { Connections = Options(transport) });
        _handler = new FastHttpMessageHandler(Options(transport))
        {
            AutomaticDecompression = DecompressionMethods.All,
        };
        _httpClient = new HttpClient(_handler) { Timeout = TimeSpan.FromMinutes(5) };
    }

    public string Transport => _transport;

    /// <summary>Connections over TLS that still hold memory of OpenSSL's.</summary>
    public int OpenTlsStates => TlsStates.OpenOf(_sslOptions);

    /// <summary>The counts of FastHttpClient's pool.</summary>
    public PoolStatistics Pool => _client.GetStatistics(_endPoint);

    /// <summary>The callers that use FastHttpClient.</summary>
    public IEnumerable<SoakCaller> Callers(SoakTally tally, SoakServer server, int seed) =>
        ClientUsers(_endPoint, tally, server, seed, UsersOfClient);

    /// <summary>The callers that use PipelinedClient, LoadBalancedClient, HttpClient.</summary>
    public IEnumerable<SoakCaller> OtherCallers(SoakTally[] tallies, SoakServer others, int seed)
    {
        foreach (int user in Enumerable.Range(seed + UsersOfClient, UsersOfOthers))
        {
            yield return new SoakUser(_pipelined.SendNoThrowAsync, true, _others[0], tallies[1], others, user);
            yield return new SoakUser(_balanced.SendNoThrowAsync, false, _others[0], tallies[2], others, user);
            Uri root = new($"http://127.0.0.1:{_others[user % _others.Length].Port}");
            yield return new SoakHttpUser(_httpClient, root, tallies[3], others, user);
        }
    }

    /// <summary>The callers that use FastHttpClient over TLS.</summary>
    public IEnumerable<SoakCaller> SecuredCallers(SoakTally tally, SoakServer secured, int seed) =>
        ClientUsers(_secured, tally, secured, seed + UsersOfClient + UsersOfOthers, UsersOfSecured);

    /// <summary>Tells what is wrong with the clients once no call is under way.</summary>
    public IEnumerable<string> Faults()
    {
        if (_pipelined.PendingCount != 0)
        {
            yield return $"{_transport}: {_pipelined.PendingCount} pipelined calls are still under way";
        }

        PoolStatistics[] pools =
        [
            Pool,
            _client.GetStatistics(_secured),
            .. _balanced.Hosts.Select(host => host.Statistics),
            .. _others.Select(_handler.GetStatistics),
        ];
        foreach (PoolStatistics pool in pools)
        {
            if (pool is not { InUse: 0, Waiting: 0 } || pool.Opened - pool.Closed != pool.Open)
            {
                yield return $"{_transport}: at rest a pool says {pool}";
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _httpClient.Dispose();
        await _handler.DisposeAsync();
        await _balanced.DisposeAsync();
        await _pipelined.DisposeAsync();
        await _client.DisposeAsync();
    }

    private IEnumerable<SoakCaller> ClientUsers(
        HttpEndPoint endPoint, SoakTally tally, SoakServer server, int first, int count) =>
        Enumerable.Range(first, count)
            .Select(user => new SoakUser(_client.SendNoThrowAsync, false, endPoint, tally, server, user));

    private static FastHttpOptions Options(string transport) => new()
    {
        Transport = TransportSelector.Select(transport, out _),
        LoopCount = 2,
        MaxConnectionsPerServer = Connections,
        MaxPipelineDepth = 8,
        ContinueOnLoop = false,
        MaxBodyBytes = 1_000_000,
        ConnectTimeout = TimeSpan.FromSeconds(60),
        ResponseHeadTimeout = TimeSpan.FromSeconds(10),
        ReadIdleTimeout = TimeSpan.FromSeconds(10),
        WriteTimeout = TimeSpan.FromSeconds(30),
        PoolWaitTimeout = TimeSpan.FromSeconds(60),
        RequestTimeout = TimeSpan.FromSeconds(90),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromSeconds(45),
        MaxRequestsPerConnection = 500,
        SslOptions = new()
        {
            // By OpenSSL on one transport and, since a callback needs it, by SslStream on the other.
            RemoteCertificateValidationCallback = transport == "epoll"
                ? ServerCertificates.AcceptAny
                : static (_, certificate, _, _) => certificate is not null,
        },
    };
}
