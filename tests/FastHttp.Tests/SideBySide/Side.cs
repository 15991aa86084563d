using System;
using System.Linq;
using System.Net;
using System.Net.Http;
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

    /// <summary>The cookies of the handler.</summary>
    public CookieContainer Jar { get; } = new();

    public FaultServer Server => _server;

    public HttpMessageHandler Handler { get; private set; } = null!;

    public HttpClient Client => _client ??= new HttpClient(Handler = Create());

    public Uri Url(string target = "/head") => new($"http://{_server.EndPoint}{target}");

    /// <summary>A text without what differs from run to run.</summary>
    public string Plain(string text) => text.Replace($":{_server.EndPoint.Port}", ":PORT", StringComparison.Ordinal);

    public void Dispose()
    {
        _client?.Dispose();
        _server.Dispose();
    }

    private HttpMessageHandler Create() => _isOurs
        ? new FastHttpMessageHandler
        {
            AllowAutoRedirect = Redirects,
            MaxAutomaticRedirections = MaxRedirects,
            UseCookies = Cookies,
            CookieContainer = Jar,
            AutomaticDecompression = Decompression,
        }
        : new SocketsHttpHandler
        {
            AllowAutoRedirect = Redirects,
            MaxAutomaticRedirections = MaxRedirects,
            UseCookies = Cookies,
            CookieContainer = Jar,
            AutomaticDecompression = Decompression,
            UseProxy = false,
        };

    private async Task ServeAsync(FaultConnection connection)
    {
        while (await connection.ReadHeadAsync() is { } head)
        {
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
