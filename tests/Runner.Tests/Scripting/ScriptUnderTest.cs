using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using FastHttp;
using Runner.Options;
using Runner.Scripting;
using Testing;

namespace Runner.Tests.Scripting;

// One loaded script with what it printed; the engine's side of the seam in a form that tests can read in one line.
internal sealed class ScriptUnderTest : IDisposable
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly StringBuilder _output = new();
    private readonly string? _temporary;

    private ScriptUnderTest(
        string engine, string path, int lanes, string? temporary, Func<ScriptPlan, ScriptPlan>? change)
    {
        _temporary = temporary;
        ScriptPlan plan = new()
        {
            ScriptPath = path,
            Url = "http://127.0.0.1:8080/",
            Scheme = "http",
            Host = "127.0.0.1",
            Port = "8080",
            Addresses = [new IPEndPoint(IPAddress.Loopback, 8080)],
            LaneCount = lanes,
            Engine = Enum.Parse<LuaEngineKind>(engine),
            Output = text => _output.Append(Encoding.Latin1.GetString(text)),
        };
        Host = ScriptHost.TryLoad(change is null ? plan : change(plan), out ScriptError? error);
        Error = error;
    }

    public ScriptHost? Host { get; }

    public ScriptError? Error { get; }

    public string Output => _output.ToString();

    public LaneScript Lane => Host!.Lanes[0];

    public static string PathOf(string folder, string name) =>
        Path.Combine(AppContext.BaseDirectory, "Scripting", folder, name);

    public static ScriptUnderTest File(
        string engine, string folder, string name, int lanes = 1, Func<ScriptPlan, ScriptPlan>? change = null) =>
        new(engine, PathOf(folder, name), lanes, null, change);

    // The script is written to a file named x.lua in a folder of its own.
    public static ScriptUnderTest Text(
        string engine, string text, int lanes = 1, Func<ScriptPlan, ScriptPlan>? change = null)
    {
        string folder = Directory.CreateTempSubdirectory("script").FullName;
        string path = Path.Combine(folder, "x.lua");
        System.IO.File.WriteAllText(path, text);
        return new ScriptUnderTest(engine, path, lanes, folder, change);
    }

    public ScriptUnderTest Loaded()
    {
        Assert.True(Host is not null, Error + "\n" + Error?.Traceback);
        return this;
    }

    // The next request of a lane; a failure reads "error: message".
    public string Request(int lane = 0) => Host!.Lanes[lane].TryRequest(out ReadOnlySpan<byte> bytes, out _)
        ? Encoding.Latin1.GetString(bytes)
        : "error: " + Host.Lanes[lane].LastError;

    public string RequestLine(int lane = 0) => Request(lane).Split("\r\n")[0];

    public string Static(int lane = 0) => Encoding.Latin1.GetString(Host!.Lanes[lane].StaticRequest!);

    // The head says 200 and ends with its empty line; without framing the body ends with the connection.
    public bool Respond(string head, string body = "", int lane = 0, int status = 200)
    {
        string known = head.Replace("HTTP/1.1 200", $"HTTP/1.1 {status}", StringComparison.Ordinal);
        using FastHttpResponse response = Receive(known, body);
        return Host!.Lanes[lane].TryResponse(response);
    }

    // What a connection makes of these bytes.
    public static FastHttpResponse Receive(string head, string body)
    {
        ScriptedPeer peer = new();
        peer.Answer([Encoding.Latin1.GetBytes(head + body)], closesAfter: true);
        HttpConnection connection = TestConnection.Open(peer.Loop);
        FastHttpResponse response = FastHttpResponse.Rent();
        Assert.Equal(HttpError.None, connection.SendNoThrowAsync(s_get, response).Result);
        return response;
    }

    public ScriptError? Done(IScriptStatistics? latency = null, IScriptStatistics? rates = null) => Host!.Done(
        new ScriptSummary(2_000_000, 100, 5000, 1, 2, 3, 4, 5),
        latency ?? new TableStatistics([]),
        rates ?? new TableStatistics([]));

    // The lines of a request without its request line, in order of their text: a table has no order of its own.
    public static IReadOnlyList<string> Fields(string request)
    {
        string[] lines = request.Split("\r\n\r\n")[0].Split("\r\n")[1..];
        Array.Sort(lines, StringComparer.Ordinal);
        return lines;
    }

    public void Dispose()
    {
        Host?.Dispose();
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
