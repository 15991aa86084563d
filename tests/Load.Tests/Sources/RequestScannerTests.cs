using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Load.Sources;

namespace Load.Tests.Sources;

// Counting and checking of request strings. Messages and positions were taken from wrk 4.1.0 with these very strings.
public class RequestScannerTests
{
    [Theory]
    [InlineData("", "incomplete request at 1:1")]
    [InlineData("GET", "incomplete request at 1:4")]
    [InlineData("GET ", "incomplete request at 1:5")]
    [InlineData("GET /", "incomplete request at 1:6")]
    [InlineData("GET / HTTP/1.1", "incomplete request at 1:15")]
    [InlineData("GET / HTTP/1.1\r\n", "incomplete request at 2:1")]
    [InlineData("GET / HTTP/1.1\r\nHost: x", "incomplete request at 2:8")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n", "incomplete request at 3:1")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab", "incomplete request at 4:3")]
    [InlineData("GET / HTTP/1.1\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nGET", "incomplete request at 5:1")]
    [InlineData("FOO / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:1")]
    [InlineData("get / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:1")]
    [InlineData("QUERY / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:1")]
    [InlineData("  GET / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:1")]
    [InlineData("BREW / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:2")]
    [InlineData("P / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:2")]
    [InlineData("GEX / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:3")]
    [InlineData("GETT / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:4")]
    [InlineData("DELETEX / HTTP/1.1\r\n\r\n", "invalid HTTP method at 1:7")]
    [InlineData("GET / HTTP/1.1\r\n\r\nX", "invalid HTTP method at 3:1")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\nFOO / HTTP/1.1\r\n\r\n", "invalid HTTP method at 4:1")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcdefg", "invalid HTTP method at 4:6")]
    [InlineData("GET foo HTTP/1.1\r\n\r\n", "invalid URL at 1:8")]
    [InlineData("GET  HTTP/1.1\r\n\r\n", "invalid URL at 1:10")]
    [InlineData("GET 1 HTTP/1.1\r\n\r\n", "invalid URL at 1:5")]
    [InlineData("GET ?x HTTP/1.1\r\n\r\n", "invalid URL at 1:5")]
    [InlineData("GET /\u0080 HTTP/1.1\r\n\r\n", "invalid URL at 1:6")]
    [InlineData("GET /\t HTTP/1.1\r\n\r\n", "invalid URL at 1:6")]
    [InlineData("GET /a b HTTP/1.1\r\n\r\n", "invalid constant string at 1:8")]
    [InlineData("GET / http/1.1\r\n\r\n", "invalid constant string at 1:7")]
    [InlineData("GET / HTTQ/1.1\r\n\r\n", "strict mode assertion failed at 1:10")]
    [InlineData("GET / HTTP/1\r\n\r\n", "invalid HTTP version at 1:13")]
    [InlineData("GET / HTTP/1.10\r\n\r\n", "invalid HTTP version at 1:15")]
    [InlineData("GET / HTTP/A.1\r\n\r\n", "invalid HTTP version at 1:12")]
    [InlineData("GET / HTTP/1.A\r\n\r\n", "invalid HTTP version at 1:14")]
    [InlineData("GET / HTTP/1.1 \r\n\r\n", "invalid HTTP version at 1:15")]
    [InlineData("GET / HTTP/1.1\rX", "LF character expected at 1:16")]
    [InlineData("GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "LF character expected at 2:6")]
    [InlineData("GET / HTTP/1.1\r\nA: b\r\n\rX", "strict mode assertion failed at 3:2")]
    [InlineData("GET / HTTP/1.1\r\nHo st: 1\r\n\r\n", "invalid character in header at 2:3")]
    [InlineData("GET / HTTP/1.1\r\nHost\r\n\r\n", "invalid character in header at 2:5")]
    [InlineData("GET / HTTP/1.1\r\n: x\r\n\r\n", "invalid character in header at 2:1")]
    [InlineData("GET / HTTP/1.1\r\nA: b\u0001\r\n\r\n", "invalid character in header at 2:5")]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "invalid character in content-length header at 2:17")]
    [InlineData(
        "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "unexpected content-length header at 3:17")]
    [InlineData(
        "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "invalid character in content-length header at 2:36")]
    [InlineData(
        "GET / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        "unexpected content-length header at 4:2")]
    [InlineData(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nz\r\nabc\r\n0\r\n\r\n",
        "invalid character in chunk size header at 4:1")]
    [InlineData(
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "data received after completed connection: close message at 4:1")]
    public void SaysWhatWrkSays(string request, string message) =>
        Assert.Equal(message, new RequestScanner().Validate(Encoding.Latin1.GetBytes(request)));

    // The ends of what is allowed, and what it says twice.
    [Theory]
    [InlineData("GET / HTTP/", "incomplete request at 1:12")]
    [InlineData("GET / HTTP/1.", "incomplete request at 1:14")]
    [InlineData("GET http://h", "incomplete request at 1:13")]
    [InlineData("GET http:// HTTP/1.1\r\n\r\n", "invalid URL at 1:12")]
    [InlineData("GET ://h/ HTTP/1.1\r\n\r\n", "invalid URL at 1:5")]
    [InlineData("GET /\u007f HTTP/1.1\r\n\r\n", "invalid URL at 1:6")]
    [InlineData("GET / HTTP/1.1\r\nA: b\u001f\r\n\r\n", "invalid character in header at 2:5")]
    [InlineData("GET / HTTP/1.1\r\nContent-Length:", "incomplete request at 2:16")]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: 18446744073709551600\r\n\r\n", "incomplete request at 4:1")]
    [InlineData(
        "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "data received after completed connection: close message at 3:1")]
    [InlineData(
        "GET / HTTP/0.9\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "data received after completed connection: close message at 3:1")]
    [InlineData(
        "GET / HTTP/1.1\r\nConnection: close, close\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "data received after completed connection: close message at 4:1")]
    [InlineData(
        "GET / HTTP/1.1\r\nUpgrade: x\r\nConnection: upgrade, upgrade\r\n\r\nGET", "incomplete request at 5:1")]
    [InlineData(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3x\r\nabc\r\n0\r\n\r\n",
        "invalid character in chunk size header at 4:2")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3", "incomplete request at 4:2")]
    [InlineData(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "invalid character in content-length header at 4:16")]
    [InlineData(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\rX", "strict mode assertion failed at 4:3")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "incomplete request at 5:3")]
    [InlineData(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX", "strict mode assertion failed at 5:4")]
    public void SaysWhatWrkSaysWhereItIsClose(string request, string message) =>
        Assert.Equal(message, new RequestScanner().Validate(Encoding.Latin1.GetBytes(request)));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1)]
    [InlineData("GET / HTTP/1.1\n\n", 1)]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\n\r\n", 1)]
    [InlineData("GET / HTTP/1.1\r\n\r\n\r\n", 1)]
    [InlineData("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n", 2)]
    [InlineData("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n", 1)]
    [InlineData("GET /\r\n\r\n", 1)]
    [InlineData("GET / HTTP/2.0\r\n\r\n", 1)]
    [InlineData("GET http://h:80/x?y#z HTTP/1.1\r\n\r\n", 1)]
    [InlineData("GET * HTTP/1.1\r\n\r\n", 1)]
    [InlineData("GET /  HTTP/1.1\r\n\r\n", 1)]
    [InlineData("CONNECT h:80 HTTP/1.1\r\n\r\n", 1)]
    [InlineData("CONNECT / HTTP/1.1\r\n\r\n", 1)]
    [InlineData("M-SEARCH * HTTP/1.1\r\n\r\n", 1)]
    [InlineData("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 1)]
    [InlineData("GET / HTTP/1.1\r\nContent-Length:\r\n\r\n", 1)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab\r\n\r", 1)]
    [InlineData("POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\nabGET / HTTP/1.1\r\n\r\n", 2)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n", 2)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n", 1)]
    [InlineData("GET abz://h/ HTTP/1.1\r\n\r\n", 1)]
    [InlineData("GET / HTTP/9.9\r\n\r\n", 1)]
    [InlineData("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.1\r\n\r\n", 2)]
    [InlineData("GET / HTTP/1.0\r\nConnection: keep-alive, keep-alive\r\n\r\nGET / HTTP/1.1\r\n\r\n", 2)]
    [InlineData("GET / HTTP/1.1\r\nUpgrade: x\r\n\r\nGET / HTTP/1.1\r\n\r\n", 2)]
    [InlineData("GET / HTTP/1.1\r\nConnection: upgrade\r\n\r\nGET / HTTP/1.1\r\n\r\n", 2)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 1)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 2 \r\n\r\nab", 1)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length:\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;e=1\r\nabc\r\n0\r\n\r\n", 1)]
    [InlineData(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1)]
    public void CountsWholeRequests(string request, int count)
    {
        RequestScanner scanner = new();
        Assert.Null(scanner.Validate(Encoding.Latin1.GetBytes(request)));
        Assert.Equal(count, scanner.Count);
    }

    // Those that wrk's parser knows.
    [Fact]
    public void Takes_every_method_of_wrk()
    {
        const string methods = "DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH "
            + "SEARCH UNLOCK BIND REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE "
            + "UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK UNLINK";
        Assert.All(methods.Split(' '), method => Assert.Null(
            new RequestScanner().Validate(Encoding.ASCII.GetBytes($"{method} / HTTP/1.1\r\n\r\n"))));
    }

    // Where each whole request begins; ! for one after which the connection closes.
    [Theory]
    [InlineData("GET / HTTP/1.1\nx\nConnection: close\n\n", "0!")]
    [InlineData("GET / HTTP/1.1\nConn\nConnection\nConnection close\n\nGET / HTTP/1.1\n\n", "0 49")]
    [InlineData("GET / HTTP/1.1\nConnection: close\nConnection: close\n\n", "0!")]
    [InlineData("GET / HTTP/1.1\nConnection: close, te\n\n", "0!")]
    [InlineData("GET / HTTP/1.1\nConnection: ,close\n\n", "0!")]
    [InlineData("POST / HTTP/1.1\nContent-Length: 2\n\nabGET / HTTP/1.1\n\n", "0 37")]
    [InlineData("POST / HTTP/1.1\nContent-Length: 5\n\nab\n\n", "")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: identity\n\nGET / HTTP/1.1\n\n", "0 45")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: x\n\nGET / HTTP/1.1\n\n", "0 38")]
    [InlineData(
        "POST / HTTP/1.1\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n0\n\nGET / HTTP/1.1\n\n", "0 74")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nz\nabc\n0\n\n", "")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\nGET / HTTP/1.1\n\n", "0 53")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n3\nab", "")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n3\nabc", "")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\n", "")]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\nx\nA: b\n\r\nGET / HTTP/1.1\n\n", "0 55")]
    public void Finds_where_each_begins(string batch, string expected)
    {
        RequestScanner scanner = new();
        int count = scanner.Scan(Encoding.ASCII.GetBytes(batch));

        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, count).Select(index =>
            $"{scanner.Starts[index]}{(scanner.Traits[index].HasFlag(RequestTraits.Close) ? "!" : "")}")));
    }

    [Fact]
    public void FindsTheTraitsOfEach()
    {
        RequestScanner scanner = new();
        const string batch =
            "HEAD / HTTP/1.1\r\n\r\n"
            + "POST / HTTP/1.1\r\nCONNECTION: keep-alive , Close\r\n\r\n"
            + "PUT / HTTP/1.1\r\nConnection: closed\r\n\r\n"
            + "CONNECT h:1 HTTP/1.1\r\n\r\ntunnel\r\n\r\n";
        Assert.Equal(4, scanner.Scan(Encoding.ASCII.GetBytes(batch)));
        Assert.Equal(
            [
                RequestTraits.Head | RequestTraits.Idempotent,
                RequestTraits.Close,
                RequestTraits.Idempotent,
                RequestTraits.Connect,
            ],
            scanner.Traits.ToArray());
    }

    [Fact]
    public void HoldsMoreThanItsFirstBuffer()
    {
        RequestScanner scanner = new();
        byte[] batch = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\n\r\n", 100)));
        Assert.Equal(100, scanner.Scan(batch));
        Assert.Equal(0, scanner.Scan("not a request"u8));
        Assert.Equal(0, scanner.Scan([]));
    }
}
