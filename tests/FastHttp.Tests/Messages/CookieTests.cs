using System;
using System.Globalization;
using System.Text;
using Testing;

namespace FastHttp.Tests.Messages;

/// <summary>Cookies and credentials: what a Set-Cookie line says, and the lines that a request sends.</summary>
public class CookieTests
{
    [Fact]
    public void Every_attribute_is_read()
    {
        Assert.True(SetCookie.TryParse(
            ("id=\"a b\"; Path=/x; domain=.Example.org; Max-Age=60; Expires=Wed, 21 Oct 2015 07:28:00 GMT; secure; "u8
            + "HttpOnly; SameSite=strict; Partitioned; Priority=High"u8), out SetCookie cookie));
        Assert.Equal("id"u8, cookie.Name);
        Assert.Equal("\"a b\""u8, cookie.Value);
        Assert.Equal("/x"u8, cookie.Path);
        Assert.Equal("Example.org"u8, cookie.Domain);
        Assert.Equal(TimeSpan.FromSeconds(60), cookie.MaxAge);
        Assert.Equal(new DateTimeOffset(2015, 10, 21, 7, 28, 0, TimeSpan.Zero), cookie.Expires);
        Assert.True(cookie.IsSecure && cookie.IsHttpOnly && cookie.IsPartitioned);
        Assert.Equal(CookieSameSite.Strict, cookie.SameSite);
    }

    [Fact]
    public void What_is_not_said_is_not_there()
    {
        Assert.True(SetCookie.TryParse("a="u8, out SetCookie cookie));
        Assert.True(cookie.Value.IsEmpty && cookie.Path.IsEmpty && cookie.Domain.IsEmpty);
        Assert.Null(cookie.MaxAge);
        Assert.Null(cookie.Expires);
        Assert.False(cookie.IsSecure || cookie.IsHttpOnly || cookie.IsPartitioned);
        Assert.Equal(CookieSameSite.Unspecified, cookie.SameSite);
    }

    [Theory, SpecCase("client", 44), InlineData("GMT"), InlineData("UTC")]
    public void H14_a_time_may_name_its_zone_either_way(string zone)
    {
        Assert.True(SetCookie.TryParse(
            Encoding.ASCII.GetBytes($"a=1; Expires=Thu, 01 Jan 2037 00:00:00 {zone}"), out SetCookie cookie));
        Assert.Equal(new DateTimeOffset(2037, 1, 1, 0, 0, 0, TimeSpan.Zero), cookie.Expires);
    }

    // RFC 6265 §5.1.1: two digits are a year up to 2069, where the runtime's end in 2049, and the first of each kind of
    // word counts.
    [Theory]
    [InlineData("Wed, 21-Oct-55 07:28:00 GMT", "2055-10-21T07:28:00")]
    [InlineData("31 Dec 69 23:59:59", "2069-12-31T23:59:59")]
    [InlineData("Thu, 01-Jan-70 00:00:10 GMT", "1970-01-01T00:00:10")]
    [InlineData("Sun Nov  6 8:49:7 1994", "1994-11-06T08:49:07")]
    [InlineData("2026/OCTOBER/21st 07:28:00+0000", "2026-10-21T07:28:00")]
    [InlineData("1 Jan 2021 00:00:00, 2 Feb 2022 1:1:1", "2021-01-01T00:00:00")]
    [InlineData("29 Feb 2055 07:28:00", null), InlineData("0 Jan 2026 07:28:00", null)]
    [InlineData("31 Dec 1600 23:59:59", null), InlineData("1 Jan 10000 00:00:00", null)]
    [InlineData("1 Jan 2026 24:00:00", null), InlineData("1 Jan 2026 00:60:00", null)]
    [InlineData("1 Jan 2026 00:00:60", null), InlineData("1 Jan 2026 00:00:000", null)]
    [InlineData("2026-10-21 07:28:00", null), InlineData("1 Jan 2026", null), InlineData("", null)]
    public void A_date_is_read_as_user_agents_do(string date, string? expected)
    {
        Assert.True(SetCookie.TryParse(Encoding.ASCII.GetBytes($"a=1; Expires={date}"), out SetCookie cookie));
        Assert.Equal(expected, cookie.Expires?.ToString("s", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("a=1; Path=x; Max-Age=x; Expires=never; SameSite=yes;; =;")]
    [InlineData(" a = 1 ;Path")]
    public void What_is_malformed_is_skipped(string line)
    {
        Assert.True(SetCookie.TryParse(Encoding.Latin1.GetBytes(line), out SetCookie cookie));
        Assert.Equal("a"u8, cookie.Name);
        Assert.Equal("1"u8, cookie.Value);
        Assert.True(cookie.Path.IsEmpty && cookie.MaxAge is null && cookie.Expires is null);
        Assert.Equal(CookieSameSite.Unspecified, cookie.SameSite);
    }

    [Theory, InlineData(""), InlineData("novalue"), InlineData("=x"), InlineData("; a=1")]
    public void A_cookie_without_name_is_none(string line) =>
        Assert.False(SetCookie.TryParse(Encoding.ASCII.GetBytes(line), out _));

    [Theory]
    [InlineData("0", 0), InlineData("-1", 0), InlineData("99999999999999999999", int.MaxValue), InlineData("007", 7)]
    [InlineData("0000000000000000000000000000009999989", 9_999_989)]
    public void An_age_is_seconds(string age, int seconds)
    {
        Assert.True(SetCookie.TryParse(Encoding.ASCII.GetBytes($"a=1; Max-Age={age}"), out SetCookie cookie));
        Assert.Equal(TimeSpan.FromSeconds(seconds), cookie.MaxAge);
    }

    [Fact]
    public void Cookies_share_one_line_and_credentials_have_theirs()
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/"u8);
        request.AddCookie("a"u8, "1"u8);
        request.SetBasicAuthorization("Aladdin"u8, "open sesame"u8);
        request.AddCookie("b"u8, "x y"u8);
        Assert.Equal(
            "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"
            + "Cookie: a=1; b=x y\r\n\r\n",
            Encoding.ASCII.GetString(PreparedRequest.Create(request).Bytes.Span));
    }

    [Theory]
    [InlineData("a b", "v"), InlineData("a=b", "v"), InlineData("", "v"), InlineData("a;", "v")]
    [InlineData("a", "v; c=d"), InlineData("a", "v\r\nX: y"), InlineData("a", "v\0"), InlineData("a", "\u00e9")]
    public void R01_a_cookie_injects_nothing(string name, string value)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<ArgumentException>(
            () => request.AddCookie(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value)));
        Assert.Equal(0, request.Headers.Count);
    }

    [Theory, InlineData("us:er", "p"), InlineData("u\n", "p"), InlineData("u", "p\r")]
    public void Credentials_that_could_not_be_told_apart_are_refused(string user, string password)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<ArgumentException>(() => request.SetBasicAuthorization(
            Encoding.Latin1.GetBytes(user), Encoding.Latin1.GetBytes(password)));
        Assert.Equal(0, request.Headers.Count);
    }
}
