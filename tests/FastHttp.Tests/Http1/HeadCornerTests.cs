using System.Collections.Generic;
using System.Linq;
using System.Text;
using Testing;
using Testing.Responses;

namespace FastHttp.Tests.Http1;

/// <summary>
/// Corners of a head beside the rows of the response table: repeated lengths, lone CRs, folds, and limits that are just
/// met. Each in every form in which the bytes can arrive.
/// </summary>
public sealed class HeadCornerTests
{
    private const string NoLength = "Content-Length: 0\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 0, 0", HttpError.None)]
    [InlineData("Content-Length: 0, 5", HttpError.InvalidContentLength)]
    [InlineData("Content-Length: 0\r\nContent-Length: 0", HttpError.None)]
    [InlineData("Content-Length: 0\r\nContent-Length: 5", HttpError.InvalidContentLength)]
    public void A_length_of_0_is_a_length_like_others_when_it_is_repeated(string lines, HttpError expected) =>
        Assert.Equal([expected], Errors($"HTTP/1.1 200 OK\r\n{lines}\r\n\r\n"));

    [Theory]
    [InlineData("\rX: a\r\n\r\n"), InlineData("X: a\r\n\rY: b\r\n\r\n"), InlineData("X: a\r\n b\rc\r\n\r\n")]
    public void A_lone_CR_ends_no_line_and_begins_none(string lines) =>
        Assert.Equal([HttpError.InvalidHeader], Errors($"HTTP/1.1 200 OK\r\n{lines}"));

    [Fact]
    public void A_continuation_that_is_malformed_makes_no_field()
    {
        FastHttpOptions options = new() { MaxHeaderCount = 1 };
        Assert.Equal([HttpError.InvalidHeader], Errors("HTTP/1.1 200 OK\r\nXY: a\r\n b\rc\r\n\r\n", options));
    }

    [Fact]
    public void A_line_without_a_name_is_refused_where_nothing_else_follows() =>
        Assert.Equal([HttpError.InvalidHeader], Errors("HTTP/1.1 200 OK\r\n: v\r\n\r\n"));

    [Theory, InlineData(3, HttpError.None), InlineData(2, HttpError.HeadTooLarge)]
    public void There_may_be_as_many_lines_as_the_limit_says(int limit, HttpError expected)
    {
        FastHttpOptions options = new() { MaxHeaderCount = limit };
        Assert.Equal([expected], Errors($"HTTP/1.1 200 OK\r\nX-A: a\r\nX-B: b\r\n{NoLength}", options));
    }

    [Fact]
    public void Each_of_several_folded_values_is_joined()
    {
        foreach (ResponseOutcome outcome in Outcomes(
            $"HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\nX-B: c\r\n\td\r\n{NoLength}"))
        {
            Assert.Equal([("X-A", "a b"), ("X-B", "c d"), ("Content-Length", "0")], outcome.Fields);
        }
    }

    [Fact]
    public void Blanks_before_and_behind_a_fold_are_one()
    {
        foreach (ResponseOutcome outcome in Outcomes($"HTTP/1.1 200 OK\r\nX-A: a \t\r\n \t b\r\n{NoLength}"))
        {
            Assert.Equal([("X-A", "a b"), ("Content-Length", "0")], outcome.Fields);
        }
    }

    [Fact]
    public void A_connection_of_HTTP_1_0_persists_wherever_the_list_says_so()
    {
        foreach (ResponseOutcome outcome in Outcomes($"HTTP/1.0 200 OK\r\nConnection: foo, keep-alive\r\n{NoLength}"))
        {
            Assert.Equal(MessageEnd.Keep, outcome.End);
        }
    }

    [Theory, InlineData("timeout=5, timeout=7", 7), InlineData("timeout=5, timeout=x", 5), InlineData("timeout=x", -1)]
    public void A_time_to_keep_a_connection_that_is_no_number_is_not_heard(string value, int seconds)
    {
        ReaderDriver driver = new(new());
        byte[] wire = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nKeep-Alive: {value}\r\n{NoLength}");
        driver.Feed(WireForms.Whole(wire), RequestTraits.None, closesAfter: false, null, resets: false, out _);
        Assert.Equal(seconds, driver.Reader.KeepAliveSeconds);
    }

    [Theory, InlineData(200, true), InlineData(299, true), InlineData(300, false)]
    public void Every_status_of_success_opens_a_tunnel(int status, bool opens)
    {
        ReaderDriver driver = new(new());
        byte[] wire = Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\n{NoLength}");
        driver.Feed(WireForms.Whole(wire), RequestTraits.Connect, closesAfter: false, null, resets: false, out _);
        Assert.Equal(opens, driver.Reader.IsTunnel);
    }

    private static HttpError[] Errors(string wire, FastHttpOptions? options = null) =>
        [.. Outcomes(wire, options).Select(outcome => outcome.Error).Distinct()];

    private static IEnumerable<ResponseOutcome> Outcomes(string wire, FastHttpOptions? options = null)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(wire);
        using FastHttpResponse response = FastHttpResponse.Rent();
        foreach (WireForm form in WireForms.Of(bytes))
        {
            ReaderDriver driver = new(options ?? new());
            yield return driver.Run(form, RequestTraits.None, closesAfter: false, response)
                ?? new ResponseOutcome { Error = HttpError.UnexpectedEof };
        }
    }
}
