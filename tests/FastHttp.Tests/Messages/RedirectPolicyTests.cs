using System;
using System.Text;
using Testing;

namespace FastHttp.Tests.Messages;

/// <summary>Rows R21 to R23 of the writer table.</summary>
public class RedirectPolicyTests
{
    [Fact, SpecCase("client", 47)]
    public void H14_a_negative_number_of_redirects_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RedirectPolicy { MaxRedirects = -1 });
        Assert.Equal(0, new RedirectPolicy { MaxRedirects = 0 }.MaxRedirects);
    }

    [Theory]
    [InlineData("http://h/a", "http://h/b", true)]
    [InlineData("http://h/a", "http://H:80/b", true)]
    [InlineData("http://h/a", "http://x/b", false)]
    [InlineData("http://h/a", "http://sub.h/b", false)]
    [InlineData("http://h/a", "http://h:81/b", false)]
    [InlineData("http://h/a", "https://h/b", false)]
    public void R21_credentials_stay_with_their_origin(string from, string to, bool areKept)
    {
        using FastHttpRequest request = Request("GET", from);
        request.Headers.Set("Authorization"u8, "secret"u8);
        request.Headers.Set("Cookie"u8, "a=b"u8);
        request.Headers.Set("Proxy-Authorization"u8, "secret"u8);
        request.Headers.Set("X-Kept"u8, "1"u8);
        RedirectStep step = Decide(302, "GET", from, to);
        Assert.Equal(!areKept, step.IsOtherOrigin);
        step.Apply(request);
        Assert.Equal(areKept, request.Headers.TryGet("Authorization"u8, out _));
        Assert.Equal(areKept, request.Headers.TryGet("Cookie"u8, out _));
        Assert.Equal(areKept, request.Headers.TryGet("Proxy-Authorization"u8, out _));
        Assert.True(request.Headers.TryGet("X-Kept"u8, out _));
    }

    [Theory]
    [InlineData(300, "POST", "GET", false)]
    [InlineData(301, "POST", "GET", false)]
    [InlineData(302, "POST", "GET", false)]
    [InlineData(302, "PUT", "PUT", true)]
    [InlineData(303, "PUT", "GET", false)]
    [InlineData(303, "HEAD", "HEAD", true)]
    [InlineData(307, "POST", "POST", true)]
    [InlineData(308, "POST", "POST", true)]
    public void R22_method_and_body(int status, string method, string expected, bool keepsBody)
    {
        using FastHttpRequest request = Request(method, "http://h/a");
        request.SetBody("body"u8);
        request.Headers.Set("Content-Type"u8, "text/plain"u8);
        request.Headers.Set("Content-Length"u8, "4"u8);
        Decide(status, method, "http://h/a", "b").Apply(request);
        string fields = keepsBody ? "Content-Type: text/plain\r\nContent-Length: 4\r\n" : "";
        Assert.Equal(
            $"{expected} /b HTTP/1.1\r\nHost: h\r\n{fields}\r\n{(keepsBody ? "body" : "")}",
            Encoding.ASCII.GetString(PreparedRequest.Create(request).Bytes.Span));
    }

    [Theory]
    [InlineData("//h2/x", "http://h2/x")]
    [InlineData("?q", "http://h/d/a?q")]
    [InlineData("../b", "http://h/b")]
    [InlineData("/c#f", "http://h/c#f")]
    public void R23_location_is_resolved(string location, string expected) =>
        Assert.Equal(new Uri(expected), Decide(302, "GET", "http://h/d/a", location).Next);

    [Fact]
    public void R23_what_is_not_followed()
    {
        Assert.Equal(default, RedirectPolicy.Default.Decide(10, 302, "GET"u8, new Uri("http://h/"), "/loop"u8));
        Assert.Equal(HttpError.BadRedirect, Decide(302, "GET", "https://h/", "http://h/").Error);
        Assert.Equal(HttpError.BadRedirect, Decide(302, "GET", "http://h/", "ftp://h/").Error);
        Assert.Equal(HttpError.BadRedirect, Decide(302, "GET", "http://h/", "http://[").Error);
        Assert.Equal(default, Decide(302, "GET", "http://h/", ""));
        Assert.Equal(default, Decide(200, "GET", "http://h/", "/x"));
        Assert.Equal(default, Decide(304, "GET", "http://h/", "/x"));
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<InvalidOperationException>(() => default(RedirectStep).Apply(request));
    }

    private static RedirectStep Decide(int status, string method, string from, string location) =>
        RedirectPolicy.Default.Decide(
            0, status, Encoding.ASCII.GetBytes(method), new Uri(from), Encoding.ASCII.GetBytes(location));

    private static FastHttpRequest Request(string method, string uri)
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri(new Uri(uri));
        request.Method = Encoding.ASCII.GetBytes(method);
        return request;
    }
}
