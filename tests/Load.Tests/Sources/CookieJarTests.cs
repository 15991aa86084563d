using System;
using System.Linq;
using System.Text;
using FastHttp.Load.Sources;

namespace Load.Tests.Sources;

public sealed class CookieJarTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("a=b", "/", "a=b")]
    [InlineData(" a = b c ; HttpOnly", "/", "a=b c")]
    [InlineData("a=", "/", "a=")]
    [InlineData("a=b=c", "/", "a=b=c")]
    [InlineData("a", "/", "")]
    [InlineData("=b", "/", "")]
    [InlineData("", "/", "")]
    [InlineData("a=b; path=/x", "/x", "a=b")]
    [InlineData("a=b; Path=/x", "/x/y", "a=b")]
    [InlineData("a=b; Path=/x/", "/x/y", "a=b")]
    [InlineData("a=b; Path=/x", "/xy", "")]
    [InlineData("a=b; Path=x", "/", "")]
    [InlineData("a=b; Path=x", "/from/here", "a=b")]
    [InlineData("a=b; Path", "/from", "a=b")]
    [InlineData("a=b; Domain=h.test", "/", "a=b")]
    [InlineData("a=b; Domain=.TEST", "/", "a=b")]
    [InlineData("a=b; Domain=", "/", "a=b")]
    [InlineData("a=b; Domain=other.test", "/", "")]
    [InlineData("a=b; Domain=est", "/", "")]
    [InlineData("a=b; Secure", "/", "")]
    [InlineData("a=b; Max-Age=1", "/", "a=b")]
    [InlineData("a=b; Max-Age=0", "/", "")]
    [InlineData("a=b; Max-Age=-1", "/", "")]
    [InlineData("a=b; Max-Age=99999999999999999999", "/", "a=b")]
    [InlineData("a=b; Max-Age=x", "/", "a=b")]
    [InlineData("a=b; Max-Age=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", "a=b")]
    [InlineData("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", "")]
    [InlineData("a=b; Expires=Wed, 01-Jan-1997 00:00:00 GMT", "/", "")]
    [InlineData("a=b; Expires=Thu Jan  1 00:00:00 1970", "/", "")]
    [InlineData("a=b; Expires=Thu, 01 Jan 2099 00:00:00 GMT", "/", "a=b")]
    [InlineData("a=b; Expires=soon", "/", "a=b")]
    public void A_cookie_is_kept_and_sent(string field, string path, string sent)
    {
        CookieJar jar = new("h.test", isTls: false);
        bool hasNoPath = field.Contains("Path=x", StringComparison.Ordinal)
            || field.EndsWith("Path", StringComparison.Ordinal);
        string from = hasNoPath ? "/from/page" : "/page";
        Take(jar, field, from);
        Assert.Equal(sent, Sent(jar, path));
    }

    [Fact]
    public void Secure_cookies_go_over_tls()
    {
        CookieJar jar = new("h.test", isTls: true);
        Take(jar, "a=b; Secure");
        Assert.Equal("a=b", Sent(jar, "/"));
    }

    [Fact]
    public void An_address_has_no_domain_above_it()
    {
        CookieJar jar = new("127.0.0.1", isTls: false);
        Take(jar, "a=b; Domain=0.0.1");
        Take(jar, "c=d; Domain=127.0.0.1");
        Assert.Equal("c=d", Sent(jar, "/"));
    }

    [Fact]
    public void Longer_paths_come_first_and_then_the_order_of_arrival()
    {
        CookieJar jar = new("h.test", isTls: false);
        foreach (string field in new[] { "a=1; Path=/", "b=2; Path=/x", "c=3; Path=/", "d=4; Path=/x", "a=5; Path=/" })
        {
            Take(jar, field);
        }

        Assert.Equal("b=2; d=4; a=5; c=3", Sent(jar, "/x"));
        Take(jar, "b=; Path=/x; Max-Age=0");
        Take(jar, "c=; Max-Age=0");
        Assert.Equal("d=4; a=5", Sent(jar, "/x"));
    }

    [Fact]
    public void A_cookie_ends_with_its_time()
    {
        CookieJar jar = new("h.test", isTls: false);
        Take(jar, "a=b; Max-Age=10");
        Assert.Equal("a=b", Sent(jar, "/", s_now.AddSeconds(9)));
        Assert.Equal("", Sent(jar, "/", s_now.AddSeconds(10)));
    }

    [Fact]
    public void A_jar_has_a_size()
    {
        CookieJar jar = new("h.test", isTls: false);
        for (int number = 0; number < CookieJar.MaxCookies + 3; number++)
        {
            Take(jar, $"c{number}=x");
        }

        Take(jar, $"large={new string('x', CookieJar.MaxBytes)}");
        string[] names = [.. Sent(jar, "/").Split("; ").Select(pair => pair.Split('=')[0])];
        Assert.Equal(Enumerable.Range(3, CookieJar.MaxCookies).Select(number => $"c{number}"), names);
    }

    [Fact]
    public void A_cookie_takes_the_place_of_its_namesake_or_takes_it_away()
    {
        CookieJar jar = new("h.test", isTls: false);
        Take(jar, "a=1");
        Take(jar, "a=2");
        Assert.Equal((1, "a=2"), (jar.Count, Sent(jar, "/")));
        Take(jar, "a=3; Max-Age=0");
        Assert.Equal((0, ""), (jar.Count, Sent(jar, "/")));
        Take(jar, "b=1; Max-Age=0");
        Assert.Equal(0, jar.Count);
    }

    [Theory]
    [InlineData(CookieJar.MaxBytes, 1)]
    [InlineData(CookieJar.MaxBytes + 1, 0)]
    public void A_cookie_has_a_size(int bytes, int kept)
    {
        CookieJar jar = new("h.test", isTls: false);
        Take(jar, "a=" + new string('x', bytes - 2));
        Assert.Equal(kept, jar.Count);
    }

    private static void Take(CookieJar jar, string field, string path = "/") =>
        jar.Take(Encoding.Latin1.GetBytes(field), Encoding.Latin1.GetBytes(path), s_now);

    private static string Sent(CookieJar jar, string path, DateTimeOffset? now = null)
    {
        byte[] buffer = new byte[jar.MaxLength()];
        int length = jar.Write(Encoding.Latin1.GetBytes(path), now ?? s_now, buffer);
        return Encoding.Latin1.GetString(buffer, 0, length);
    }
}
