using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace FastHttp.Tests.Samples;

/// <summary>
/// The code of the library's README, block for block, so that the compiler reads it too: see <see cref="ReadmeTests"/>.
/// </summary>
internal static partial class ReadmePrograms
{
    private static byte[] s_lastTag = [];

    public static ReadOnlySpan<byte> LastTag => s_lastTag;

    public static async Task StartAsync(CancellationToken cancellationToken)
    {
        await using FastHttpClient client = new();
        string text = await client.GetStringAsync("https://api.example/users/7", cancellationToken);
        await JsonAsync(client, cancellationToken);
        text = await ErrorAsync(client, text, cancellationToken);
    }

    public static async Task DownloadAsync(FastHttpClient client, string path, CancellationToken cancellationToken)
    {
        await using Stream body = await client.GetStreamAsync("https://files.example/large.iso", cancellationToken);
        await using FileStream file = File.Create(path);
        await body.CopyToAsync(file, cancellationToken);
    }

    public static (FastHttpOptions Options, FastHttpOptions Mutual) Options(X509Certificate certificate)
    {
        FastHttpOptions options = FastHttpOptions.Default with
        {
            RequestTimeout = TimeSpan.FromSeconds(5),
            MaxConnectionsPerServer = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        FastHttpOptions mutual = FastHttpOptions.Default with
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                EnabledSslProtocols = SslProtocols.Tls13,
            },
        };
        return (options, mutual);
    }

    public static (FastHttpOptions Proxied, FastHttpOptions AsCurlDoes) Proxies()
    {
        FastHttpOptions proxied = FastHttpOptions.Default with
        {
            Proxy = HttpProxy.Http("proxy.example", 3128, "user", "password"),
        };
        FastHttpOptions asCurlDoes = FastHttpOptions.Default with { UseEnvironmentProxy = true };
        return (proxied, asCurlDoes);
    }

    public static void Register(IServiceCollection services)
    {
        services.AddHttpClient("api", http => http.BaseAddress = new Uri("https://api.example/"))
            .ConfigurePrimaryHttpMessageHandler(() => new FastHttpMessageHandler());
        services.AddSingleton<HttpSender>(_ => new HostClient(HttpEndPoint.Https("api.example")));
    }

    public static async Task WithoutAllocationAsync(FastHttpClient client, CancellationToken cancellationToken)
    {
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetUri("http://127.0.0.1:8080/items"u8);
        request.Headers.Set("Accept"u8, "application/json"u8);
        HttpError error = await client.SendNoThrowAsync(request, response, cancellationToken);
        if (error == HttpError.None)
        {
            Store(response);
        }
    }

    public static async Task WrongAsync(FastHttpClient client, FastHttpRequest request)
    {
        ReadOnlySequence<byte> body;
        using (FastHttpResponse response = client.RentResponse())
        {
            await client.SendAsync(request, response);
            body = response.Body;
        }

        Parse(body);
    }

    public static async Task StreamAsync(FastHttpClient client, FastHttpRequest request, FastHttpResponse response)
    {
        await client.SendAsync(request, response, ResponseOptions.StreamBody);
        while (true)
        {
            ReadResult read = await response.ReadBodyAsync();
            Take(read.Buffer);
            response.AdvanceBody(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }
    }

    public static async Task DecodeAsync(FastHttpClient client, FastHttpRequest request, FastHttpResponse response)
    {
        request.Headers.Set("Accept-Encoding"u8, "gzip, deflate, br"u8);
        await client.SendAsync(request, response);
        response.DecodeBody(maxBytes: 10_000_000);
    }

    private static async Task JsonAsync(FastHttpClient client, CancellationToken cancellationToken)
    {
        User? user = await client.GetFromJsonAsync("https://api.example/users/7", Json.Default.User, cancellationToken);
        using FastHttpResponse created = await client.PostAsJsonAsync(
            "https://api.example/users", new User("Ada", 36), Json.Default.User, cancellationToken);
        Console.WriteLine($"{created.StatusCode}: {created.GetBodyAsString()}");
        Console.WriteLine(user);
    }

    private static async Task<string> ErrorAsync(
        FastHttpClient client, string text, CancellationToken cancellationToken)
    {
        try
        {
            text = await client.GetStringAsync("https://api.example/slow", cancellationToken);
        }
        catch (HttpException failure) when (failure.Error == HttpError.RequestTimeout)
        {
            text = "later";
        }

        return text;
    }

    private static void Store(FastHttpResponse response)
    {
        if (response.Headers.TryGet("ETag"u8, out ReadOnlySpan<byte> tag))
        {
            s_lastTag = tag.ToArray();
        }
    }

    private static void Parse(ReadOnlySequence<byte> body) => Console.WriteLine(body.Length);

    private static void Take(ReadOnlySequence<byte> piece) => Console.WriteLine(piece.Length);

    [JsonSerializable(typeof(User))]
    internal sealed partial class Json : JsonSerializerContext;

    internal sealed record User(string Name, int Age);

    internal sealed class Greeter : HttpSender
    {
        public override HttpEndPoint? BaseEndPoint { get; } = HttpEndPoint.Http("greeter.test");

        public override ValueTask<HttpError> SendNoThrowAsync(
            FastHttpRequest request,
            FastHttpResponse? response,
            ResponseOptions options,
            CancellationToken cancellationToken = default)
        {
            response?.SetTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8, options);
            return new(HttpError.None);
        }

        public override ValueTask<HttpError> SendNoThrowAsync(
            PreparedRequest request,
            FastHttpResponse? response,
            ResponseOptions options,
            CancellationToken cancellationToken = default) =>
            new(HttpError.None);
    }
}

