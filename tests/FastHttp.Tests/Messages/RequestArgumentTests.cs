using System;
using System.Text;

namespace FastHttp.Tests.Messages;

/// <summary>
/// Rows R01 to R05 of the writer table: what could inject bytes is an argument error and leaves the request as it was.
/// </summary>
public class RequestArgumentTests
{
    [Theory]
    [InlineData("a\r\nX: y")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u007fb")]
    [InlineData("\r\n folded")]
    public void R01_R02_values(string value)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/"u8);
        byte[] bytes = Encoding.Latin1.GetBytes(value);
        Assert.Throws<ArgumentException>(() => request.Headers.Set("X-A"u8, bytes));
        Assert.Throws<ArgumentException>(() => request.Headers.Add("X-A"u8, bytes));
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Host"u8, bytes));
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\n\r\n", Wire(request));
    }

    [Theory, InlineData("a b"), InlineData("a\tb"), InlineData("a,b"), InlineData("user@a"), InlineData("a/b")]
    [InlineData("caf\u00e9")]
    public void A_host_is_one_authority(string value)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/"u8);
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Host"u8, Encoding.Latin1.GetBytes(value)));
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\n\r\n", Wire(request));
    }

    [Theory]
    [InlineData("X A")]
    [InlineData("X:A")]
    [InlineData("X\rA")]
    [InlineData("X\nA")]
    [InlineData("")]
    [InlineData("Caf\u00e9")]
    [InlineData("X\0")]
    public void R03_names(string name)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        byte[] bytes = Encoding.Latin1.GetBytes(name);
        Assert.Throws<ArgumentException>(() => request.Headers.Set(bytes, "v"u8));
        Assert.Throws<ArgumentException>(() => request.Headers.Add(bytes, "v"u8));
        Assert.Equal(0, request.Headers.Count);
    }

    [Theory]
    [InlineData("GET /x\r\n")]
    [InlineData("G T")]
    [InlineData("")]
    [InlineData("GET\0")]
    public void R04_methods(string method)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<ArgumentException>(() => request.Method = Encoding.Latin1.GetBytes(method));
        Assert.Equal("GET"u8, request.Method);
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("/a\rb")]
    [InlineData("/a\nb")]
    [InlineData("/a\0b")]
    [InlineData("/caf\u00e9")]
    [InlineData("/a\u007f")]
    [InlineData("/a\u0080")]
    [InlineData("/a#b")]
    public void R05_targets(string target)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        byte[] bytes = Encoding.Latin1.GetBytes(target);
        Assert.Throws<ArgumentException>(() => request.SetTarget(HttpEndPoint.Http("h"), bytes));
        Assert.True(target.Contains('#', StringComparison.Ordinal)
            || Throws(() => request.SetUri(Encoding.Latin1.GetBytes("http://h" + target))));
    }

    [Theory]
    [InlineData("ftp://h/")]
    [InlineData("//h/")]
    [InlineData("http:///p")]
    [InlineData("http://h:0/")]
    [InlineData("http://h:65536/")]
    [InlineData("http://h:8x/")]
    [InlineData("http://[::1/")]
    [InlineData("http://[::1]x/")]
    [InlineData("http://a[b/")]
    [InlineData("http://")]
    public void Uris_that_are_none(string uri)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<ArgumentException>(() => request.SetUri(Encoding.ASCII.GetBytes(uri)));
        Assert.Throws<ArgumentException>(() => PreparedRequest.Create(request));
    }

    [Fact]
    public void Fields_are_set_added_found_and_removed()
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/"u8);
        request.Headers.Add("X-A"u8, " 1\t"u8);
        request.Headers.Add("X-B"u8, "2"u8);
        request.Headers.Add("x-a"u8, "3"u8);
        Assert.True(request.Headers.TryGet("X-a"u8, out ReadOnlySpan<byte> value));
        Assert.Equal("1"u8, value);
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-B: 2\r\nx-a: 3\r\n\r\n", Wire(request));
        request.Headers.Set("X-A"u8, "4"u8);
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\nX-B: 2\r\nX-A: 4\r\n\r\n", Wire(request));
        Assert.True(request.Headers.Remove("x-b"u8));
        Assert.False(request.Headers.Remove("x-b"u8));
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\nX-A: 4\r\n\r\n", Wire(request));
    }

    [Fact]
    public void What_a_field_is_set_to_may_be_a_view_of_the_fields()
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/"u8);
        request.Headers.Set("Accept"u8, "text/html, */*"u8);
        request.Headers.Set("X-Longer"u8, "123456"u8);
        Assert.True(request.Headers.TryGet("Accept"u8, out ReadOnlySpan<byte> value));
        request.Headers.Set("Accept"u8, value[..9]);
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\nX-Longer: 123456\r\nAccept: text/html\r\n\r\n", Wire(request));

        // And so may its name, also where the line that it stands in moves up.
        request.Headers.Set("X-Name"u8, "Accept"u8);
        Assert.True(request.Headers.TryGet("X-Name"u8, out ReadOnlySpan<byte> name));
        request.Headers.Set(name, name);
        Assert.Equal(
            "GET / HTTP/1.1\r\nHost: h\r\nX-Longer: 123456\r\nX-Name: Accept\r\nAccept: Accept\r\n\r\n",
            Wire(request));
        request.Reset();
        request.SetUri("http://h/"u8);
        request.Headers.Add("A"u8, "1"u8);
        request.Headers.Add("a"u8, "2"u8);
        request.Headers.Add("X-Name"u8, "A"u8);
        Assert.True(request.Headers.TryGet("X-Name"u8, out name));
        Assert.True(request.Headers.Remove(name));
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\nX-Name: A\r\n\r\n", Wire(request));
        request.Headers.Set("Host"u8, "longer.host"u8);
        Assert.True(request.Headers.TryGet("Host"u8, out value));
        request.Headers.Set("Host"u8, value[7..]);
        Assert.Equal("GET / HTTP/1.1\r\nHost: host\r\nX-Name: A\r\n\r\n", Wire(request));
    }

    private static string Wire(FastHttpRequest request) =>
        Encoding.Latin1.GetString(PreparedRequest.Create(request).Bytes.Span);

    private static bool Throws(Action action)
    {
        Assert.Throws<ArgumentException>(action);
        return true;
    }
}
