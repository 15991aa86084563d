using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Runner.Serving;

namespace Runner.Tests.Scenarios;

// A shop with what scenarios are about: login, pages, uploads, jobs, forms with a token, cookies, redirects. Its
// answers follow from the requests alone, which it keeps.
internal sealed class ShopServer : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConcurrentDictionary<string, int> _polls = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TaskCompletionSource<string>> _waiting = [];
    private int _jobs;

    private ShopServer() => _host = BareServer.Build(
        web => web.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0)), AnswerAsync);

    /// <summary>The requests in the order in which they came: method, target, and body.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public string Url => BareServer.AddressOf(_host);

    public static async Task<ShopServer> StartAsync()
    {
        ShopServer server = new();
        await server._host.StartAsync();
        return server;
    }

    /// <summary>How many requests begin so.</summary>
    public int Count(string start) =>
        Requests.Count(request => request.StartsWith(start, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await BareServer.EndAsync(_host);
        _stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using StreamReader reader = new(request.Body);
        string body = await reader.ReadToEndAsync();
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString} {body}".TrimEnd());
        (int status, string text) = await AnswerToAsync(context, request.Path.Value!, body);
        context.Response.StatusCode = status;
        if (status != 304 && request.Method != "HEAD")
        {
            context.Response.ContentLength = text.Length;
            await context.Response.WriteAsync(text);
        }
    }

    private async Task<(int Status, string Text)> AnswerToAsync(HttpContext context, string path, string body)
    {
        HttpRequest request = context.Request;
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string last = parts.Length > 1 ? parts[1] : "";
        switch (parts.Length == 0 ? "" : parts[0])
        {
            case "login":
                return LogIn(context, body);
            case "items":
                return request.Headers.Authorization.ToString().StartsWith("Bearer t-", StringComparison.Ordinal)
                    ? (200, $$"""{"id":{{last}},"price":{{last}}0,"tags":["a","b"],"sale":null}""")
                    : (401, "log in first");
            case "list":
                int page = int.Parse(request.Query["page"].ToString(), CultureInfo.InvariantCulture);
                string next = page < 3 ? $",\"next\":{page + 1}" : "";
                return (200, $$"""{"items":[{{page}}1,{{page}}2]{{next}}}""");
            case "upload":
                return (201, $$"""{"type":"{{request.ContentType}}","bytes":{{body.Length}}}""");
            case "jobs" when request.Method == "POST":
                return (202, $$"""{"id":"{{Interlocked.Increment(ref _jobs)}}"}""");
            case "jobs":
                bool isDone = _polls.AddOrUpdate(last, 1, (_, count) => count + 1) >= 3;
                return (200, $$"""{"state":"{{(isDone ? "done" : "running")}}"}""");
            case "graphql":
                string id = JsonDocument.Parse(body).RootElement.GetProperty("variables").GetProperty("id").ToString();
                return (200, "{\"data\":{\"item\":{\"id\":" + id + ",\"price\":" + id + "0}}}");
            case "form" when request.Method == "GET":
                return (200, "<form><input type=\"hidden\" name=\"csrf\" value=\"c-42\"></form>");
            case "form":
                return body.Contains("csrf=c-42", StringComparison.Ordinal) ? (200, "thanks") : (403, "no token");
            case "cart":
                return (201, body);
            case "moved":
                context.Response.Headers.Location = last == "away" ? "http://elsewhere.test/x" : "/target?from=moved";
                return (request.Method == "POST" ? 303 : 302, "");
            case "whoami":
                return (200, request.Headers.Cookie.ToString());
            case "never":
                await Task.Delay(Timeout.Infinite, _stop.Token).WaitAsync(context.RequestAborted)
                    .ContinueWith(static _ => { }, TaskScheduler.Default);
                return (200, "late");
            case "meet":
                return (200, await MeetAsync());
            case "close":
                context.Response.Headers.Connection = "close";
                return (200, "bye");
            case "status":
                return (int.Parse(last, CultureInfo.InvariantCulture), "status");
            case "":
            case "target":
            case "slow":
                return (200, "ok");
            default:
                return (200, Echo(request, body));
        }
    }

    // Waits for two others, then lets all three go.
    private Task<string> MeetAsync()
    {
        lock (_waiting)
        {
            TaskCompletionSource<string> own = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(own);
            if (_waiting.Count == 3)
            {
                _waiting.ForEach(waiting => waiting.SetResult("3"));
                _waiting.Clear();
            }

            return own.Task;
        }
    }

    private static (int Status, string Text) LogIn(HttpContext context, string body)
    {
        using JsonDocument login = JsonDocument.Parse(body);
        string name = login.RootElement.GetProperty("name").GetString()!;
        if (login.RootElement.GetProperty("password").GetString() != "secret")
        {
            return (401, "wrong password");
        }

        context.Response.Cookies.Append("session", "s-" + name);
        return (200, $$"""{"token":"t-{{name}}"}""");
    }

    private static string Echo(HttpRequest request, string body)
    {
        IEnumerable<string> lines = request.Headers
            .Where(header => header.Key is not "Host")
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {header.Value}");
        return $"{request.Method} {request.Path}{request.QueryString}\n{string.Join('\n', lines)}\n\n{body}";
    }
}
