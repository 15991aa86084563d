using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using FastHttp;
using FastHttp.Load.Sources;

namespace Runner.Tests.Scripting;

// The example scripts of conformance cases 51-59, the users' own and two more, through the seam on each engine.
public class ExampleScriptTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nX-Token: abc\r\n\r\n";

    public static IEnumerable<object[]> All() => Engines.All();

    [Theory, MemberData(nameof(All))]
    public void Seed(string engine)
    {
        using ScriptUnderTest script = Load(engine, "seed.lua");
        Assert.Equal("GET /user/795 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n", script.Request());
        Assert.Equal("GET /user/699 HTTP/1.1", script.RequestLine());
        Assert.Equal("GET /user/591 HTTP/1.1", script.RequestLine());
    }

    [Theory, MemberData(nameof(All))]
    public void Addr(string engine)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        string port = ((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        using ScriptUnderTest script = ScriptUnderTest.File(
            engine, "scripts", "addr.lua", 2, plan => plan with { Port = port }).Loaded();
        Assert.Equal($"thread addr: 127.0.0.1:{port}\nthread addr: 127.0.0.1:{port}\n", script.Output);
        Assert.Equal($"127.0.0.1:{port}", script.Lane.Address!.ToString());
    }

    [Theory, MemberData(nameof(All))]
    public void Auth(string engine)
    {
        using ScriptUnderTest script = Load(engine, "auth.lua");
        Assert.Equal("GET /authenticate HTTP/1.1", script.RequestLine());
        Assert.True(script.Respond(Head));
        string request = script.Request();
        Assert.StartsWith("GET /resource HTTP/1.1\r\n", request);
        Assert.Equal(["Host: 127.0.0.1:8080", "X-Token: abc"], ScriptUnderTest.Fields(request));
    }

    [Theory, MemberData(nameof(All))]
    public void Counter(string engine)
    {
        using ScriptUnderTest script = Load(engine, "counter.lua", lanes: 2);
        Assert.Null(script.Host!.Validate(new RequestScanner()));
        string request = script.Request();
        Assert.StartsWith("GET /1 HTTP/1.1\r\n", request);
        Assert.Equal(["Host: 127.0.0.1:8080", "X-Counter: 1"], ScriptUnderTest.Fields(request));
        Assert.Equal("GET /2 HTTP/1.1", script.RequestLine());
        Assert.Equal("GET /0 HTTP/1.1", script.RequestLine(lane: 1));
    }

    [Theory, MemberData(nameof(All))]
    public void Delay(string engine)
    {
        using ScriptUnderTest script = Load(engine, "delay.lua");
        Assert.True(script.Lane.HasDelay);
        Assert.False(script.Lane.HasRequest);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(script.Lane.TryDelay(out int milliseconds));
            Assert.InRange(milliseconds, 10, 50);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Pipeline(string engine)
    {
        using ScriptUnderTest script = Load(engine, "pipeline.lua");
        RequestScanner scanner = new();
        Assert.Null(script.Host!.Validate(scanner));
        Assert.Equal(3, scanner.Count);
        string[] lines = script.Request().Split("\r\n");
        Assert.Equal(["/?foo", "/?bar", "/?baz"], lines.Where(l => l.StartsWith("GET")).Select(l => l.Split(' ')[1]));
        Assert.True(script.Lane.TryRequest(out _, out bool unchanged));
        Assert.True(unchanged);
        Assert.Equal(RequestTraits.Idempotent, scanner.Traits[2]);
    }

    [Theory, MemberData(nameof(All))]
    public void Post(string engine)
    {
        using ScriptUnderTest script = Load(engine, "post.lua");
        Assert.StartsWith("POST / HTTP/1.1\r\n", script.Static());
        Assert.EndsWith("\r\n\r\nfoo=bar&baz=quux", script.Static());
        Assert.Equal(
            ["Content-Length: 16", "Content-Type: application/x-www-form-urlencoded", "Host: 127.0.0.1:8080"],
            ScriptUnderTest.Fields(script.Static()));
    }

    [Theory, MemberData(nameof(All))]
    public void Report(string engine)
    {
        using ScriptUnderTest script = Load(engine, "report.lua");
        Assert.Null(script.Done(new TableStatistics([.. Enumerable.Range(1, 1000).Select(i => (double)i)])));
        Assert.Equal(new string('-', 30) + "\n50%,500\n90%,900\n99%,990\n99.999%,1000\n", script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void Setup(string engine)
    {
        using ScriptUnderTest script = Load(engine, "setup.lua", lanes: 2);
        Assert.Equal("thread 1 created\nthread 2 created\n", script.Output);
        Assert.Null(script.Host!.Validate(new RequestScanner()));
        Assert.Equal("GET / HTTP/1.1", script.RequestLine(lane: 0));
        Assert.Equal("GET / HTTP/1.1", script.RequestLine(lane: 1));
        Assert.True(script.Respond(Head, lane: 1));
        Assert.Null(script.Done());
        Assert.EndsWith(
            "thread 1 made 2 requests and got 0 responses\nthread 2 made 1 requests and got 1 responses\n",
            script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void Stop(string engine)
    {
        using ScriptUnderTest script = Load(engine, "stop.lua", lanes: 2);
        for (int i = 0; i < 99; i++)
        {
            Assert.True(script.Respond(Head));
        }

        Assert.False(script.Lane.StopRequested);
        Assert.True(script.Respond(Head));
        Assert.True(script.Lane.StopRequested);
        Assert.False(script.Host!.Lanes[1].StopRequested);
    }

    [Theory, MemberData(nameof(All))]
    public void Wrk2(string engine)
    {
        using ScriptUnderTest script = Load(engine, "wrk2.lua");
        Assert.Equal("GET /item/1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n", script.Request());
        Assert.Equal("GET /item/2 HTTP/1.1", script.RequestLine());
        Assert.Null(script.Done(new TableStatistics([1, 2, 3, 4])));
        Assert.Equal("4\t4\t2\t100\t5\n", script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void Json(string engine)
    {
        using ScriptUnderTest script = Load(engine, "json.lua");
        Assert.EndsWith("\r\n\r\n{\"id\":1}", script.Request());
        Assert.True(script.Respond(Head, "{\"item\": {\"id\": 41, \"tags\": [\"\\u00e9\", null, true]}}"));
        Assert.EndsWith("\r\n\r\n{\"id\":42}", script.Request());
    }

    private static ScriptUnderTest Load(string engine, string name, int lanes = 1) =>
        ScriptUnderTest.File(engine, "scripts", name, lanes).Loaded();
}
