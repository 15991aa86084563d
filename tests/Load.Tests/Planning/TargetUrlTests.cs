using FastHttp.Load.Planning;

namespace Load.Tests.Planning;

// wrk's URL grammar, deviations included; the comparison with wrk itself is in Conformance.
public sealed class TargetUrlTests
{
    [Theory]
    [InlineData("http://h", "h", null, 80, false, "/", "h")]
    [InlineData("http://h/", "h", null, 80, false, "/", "h")]
    [InlineData("https://h/a?b", "h", null, 443, true, "/a?b", "h")]
    [InlineData("HTTPS://h/", "h", null, 443, true, "/", "h")]
    [InlineData("http://h:80/", "h", "80", 80, false, "/", "h:80")]
    [InlineData("http://h:0080/", "h", "0080", 80, false, "/", "h:0080")]
    [InlineData("http://h:65535", "h", "65535", 65535, false, "/", "h:65535")]
    [InlineData("http://h?x=1", "h", null, 80, false, "/?x=1", "h")]
    [InlineData("http://h:8?x=1", "h", "8", 8, false, "/?x=1", "h:8")]
    [InlineData("http://h/a#f?x", "h", null, 80, false, "/a", "h")]
    [InlineData("http://h?#f", "h", null, 80, false, "/?", "h")]
    [InlineData("http://u:p@h:8/", "h", "8", 8, false, "/", "h:8")]
    [InlineData("http://@h/", "h", null, 80, false, "/", "h")]
    [InlineData("http://[::1]:18080/", "::1", "18080", 18080, false, "/", "[::1]:18080")]
    [InlineData("http://[::1]", "::1", null, 80, false, "/", "[::1]")]
    [InlineData("http://[fe80::1%25eth0]/", "fe80::1%25eth0", null, 80, false, "/", "[fe80::1]")]
    [InlineData("http://h/%zz|{}\"<>^`\\[]'@:?/#", "h", null, 80, false, "/%zz|{}\"<>^`\\[]'@:?/", "h")]
    public void Accepted(
        string text, string host, string? portText, int port, bool isTls, string target, string hostField)
    {
        TargetUrl? url = TargetUrl.TryParse(text);
        Assert.NotNull(url);
        Assert.Equal((host, portText, port, isTls), (url.Host, url.PortText, url.Port, url.IsTls));
        Assert.Equal((target, hostField), (url.Target, url.HostField));
    }

    [Theory]
    [InlineData("")]
    [InlineData("foo")]
    [InlineData("/foo")]
    [InlineData("127.0.0.1:80")]
    [InlineData("http://")]
    [InlineData("http:///x")]
    [InlineData("http:/h")]
    [InlineData(" http://h/")]
    [InlineData("http://h/a b")]
    [InlineData("http://h/a\tb")]
    [InlineData("http://h/ü")]
    [InlineData("http://ü/")]
    [InlineData("http://h/\u007f")]
    [InlineData("http://h:99999/")]
    [InlineData("http://h:99999999999999999999/")]
    [InlineData("http://h:abc/")]
    [InlineData("http://h:+1/")]
    [InlineData("http://h:/")]
    [InlineData("http://h#f")]
    [InlineData("http://a_b/")]
    [InlineData("http://a@b@c/")]
    [InlineData("http://[]/")]
    [InlineData("http://[::1/")]
    [InlineData("http://[::1]x/")]
    [InlineData("http://[::g]/")]
    [InlineData("http://[::1%]/")]
    [InlineData("http://?x")]
    [InlineData("ftp://h:1/")]
    [InlineData("httpsx://h/")]
    public void Refused(string text) => Assert.Null(TargetUrl.TryParse(text));
}
