using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.SideBySide;

/// <summary>
/// One of the two handlers, with a scripted server of its own: what a behaviour is tried on. Disposing ends both.
/// </summary>
internal sealed class Side : IDisposable
{
    private readonly bool _isOurs;
    private readonly FaultServer _server;
    private readonly ConcurrentQueue<string> _heads = new();
    private HttpClient? _client;

    public Side(bool isOurs)
    {
        _isOurs = isOurs;
        _server = new FaultServer(ServeAsync);
    }

    /// <summary>What is answered to a target; the connection ends after null.</summary>
    public Func<FaultConnection, string, string, Task<bool>>? Answer { get; set; }

    /// <summary>What is answered in any case, then the connection ends.</summary>
    public string? Raw { get; set; }

    public bool Redirects { get; set; } = true;

    public int MaxRedirects { get; set; } = 50;

    public bool Cookies { get; set; } = true;

    public DecompressionMethods Decompression { get; set; }

    /// <summary>What the server shakes hands with on each connection; null for none.</summary>
    public SslServerAuthenticationOptions? Secured { get; set; }

    /// <summary>What the handler speaks TLS with.</summary>
    public SslClientAuthenticationOptions? Ssl { get; set; }

    /// <summary>The proxy of the handler; none without.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>Whom the proxy knows.</summary>
    public NetworkCredential? ProxyUser { get; set; }

    /// <summary>The heads that came, in order.</summary>
    public IEnumerable<string> Heads => _heads.Select(Plain);

    /// <summary>The cookies of the handler.</summary>
    public CookieContainer Jar { get; } = new();

    public FaultServer Server => _server;

    public HttpMessageHandler Handler { get; private set; } = null!;

    public HttpClient Client => _client ??= new HttpClient(Handler = CreateHandler());

    public Uri Url(string target = "/head") => new($"http://{_server.EndPoint}{target}");

    /// <summary>A text without what differs from run to run.</summary>
    public string Plain(string text) => text.Replace($":{_server.EndPoint.Port}", ":PORT", StringComparison.Ordinal);

    public void Dispose()
    {
        _client?.Dispose();
        Made.ForEach(handler => handler.Dispose());
        _server.Dispose();
        More.Dispose();
    }

    /// <summary>Handlers that were made.</summary>
    public List<HttpMessageHandler> Made { get; } = [];

    /// <summary>For an answer that comes in two parts.</summary>
    public SemaphoreSlim More { get; } = new(0);

    /// <summary>A handler of this side.</summary>
    public HttpMessageHandler CreateHandler()
    {
        HttpMessageHandler handler = _isOurs ? CreateOurs() : CreateTheirs();
        Made.Add(handler);
        return handler;
    }

    private FastHttpMessageHandler CreateOurs() => new(new FastHttpOptions { SslOptions = Ssl, Proxy = OurProxy() })
    {
        AllowAutoRedirect = Redirects,
        MaxAutomaticRedirections = MaxRedirects,
        UseCookies = Cookies,
        CookieContainer = Jar,
        AutomaticDecompression = Decompression,
    };

    private SocketsHttpHandler CreateTheirs()
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = Redirects,
            MaxAutomaticRedirections = MaxRedirects,
            UseCookies = Cookies,
            CookieContainer = Jar,
            AutomaticDecompression = Decompression,
            UseProxy = Proxy is not null,
            Proxy = Proxy is null ? null : new WebProxy(Proxy) { Credentials = ProxyUser },
        };
        handler.SslOptions = Ssl ?? handler.SslOptions;
        return handler;
    }

    private HttpProxy? OurProxy() => Proxy switch
    {
        null => null,
        { Scheme: "socks5" } => HttpProxy.Socks5(Proxy.Host, Proxy.Port, ProxyUser?.UserName, ProxyUser?.Password),
        _ => HttpProxy.Http(Proxy.Host, Proxy.Port, ProxyUser?.UserName, ProxyUser?.Password),
    };

    private async Task ServeAsync(FaultConnection connection)
    {
        if (Secured is not null)
        {
            await connection.SecureAsync(Secured);
        }

        while (await connection.ReadHeadAsync() is { } head)
        {
            _heads.Enqueue(head);
            string target = FaultConnection.TargetOf(head);
            if (Answer is { } answer)
            {
                if (!await answer(connection, target, head))
                {
                    return;
                }

                continue;
            }

            if (!await connection.DropBodyAsync(head))
            {
                return;
            }

            if (Raw is { } raw)
            {
                await connection.SendAsync(raw);
                return;
            }

            string[] lines = head.Split("\r\n");
            await connection.AnswerAsync(
                string.Join('\n', lines.Skip(1).Order(StringComparer.OrdinalIgnoreCase).Prepend(lines[0])));
        }
    }
}
