using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>What an observer is shown of responses that are no success, and when their first bytes came.</summary>
public class ResponseObserverTests
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ScriptedPeer _peer = new();
    private readonly Observer _observer = new();

    [Fact]
    public void A_good_response_is_not_shown()
    {
        Send(["HTTP/1.1 299 Fine\r\nContent-Length: 2\r\n\r\nok"]);
        Assert.Empty(_observer.Seen);
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(404, 1)]
    [InlineData(503, 2)]
    public void An_unsuccessful_one_is_shown_once_from_its_head_on(int status, int pieces)
    {
        string head = $"HTTP/1.1 {status} No\r\nContent-Length: 4\r\n\r\n";
        Send(pieces == 1 ? [head + "body"] : [head, "body"]);
        Assert.Equal([$"{status}: {head}{(pieces == 1 ? "body" : "")}"], _observer.Seen);
    }

    [Fact]
    public void A_head_that_is_the_one_before_is_shown_again()
    {
        HttpConnection connection = Open();
        for (int number = 0; number < 3; number++)
        {
            _peer.Answer([Ascii("HTTP/1.1 500 No\r\nContent-Length: 1\r\n\r\nx")]);
            Assert.Equal(HttpError.None, connection.SendNoThrowAsync(s_get, null).Result);
        }

        Assert.Equal(3, _observer.Seen.Count);
    }

    [Theory]
    [InlineData("SSH-2.0-x\r\n", "InvalidStatusLine 0+0: SSH-2.0-x\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: y\r\nno colon\r\n\r\n", "InvalidHeader 0+0: no colon\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "InvalidContentLength 0+0: HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 101 Yes\r\nUpgrade: x\r\n\r\n", "UnexpectedUpgrade 0+0: HTTP/1.1 101 Yes\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\n", "InvalidChunk 200+2: ")]
    public void What_cannot_be_read_is_shown(string bytes, string seen)
    {
        Send([bytes]);
        Assert.StartsWith(seen, Assert.Single(_observer.Seen), StringComparison.Ordinal);
        Assert.Contains(bytes[^6..], _observer.Seen[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_that_comes_too_early_is_told()
    {
        Send(["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"], closesAfter: true);
        Assert.Equal(["UnexpectedEof 200+2: "], _observer.Seen);
    }

    [Fact]
    public void Only_a_response_in_pieces_says_when_its_first_bytes_came()
    {
        OutcomeHandler handler = new();
        HttpConnection connection = Open();
        foreach (string[] pieces in (string[][])[["HTTP/1.1 204 No\r\n\r\n"], ["HTTP/1", ".1 204 No\r\n\r\n"]])
        {
            _peer.Answer(pieces.Select(Ascii));
            Assert.Equal(HttpError.None, connection.Submit(s_get, handler));
        }

        Assert.Equal(2, handler.Outcomes.Count);
        Assert.Equal(0, handler.Outcomes[0].FirstByteAt);
        Assert.NotEqual(0, handler.Outcomes[1].FirstByteAt);
    }

    private static ReadOnlyMemory<byte> Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private HttpConnection Open() =>
        TestConnection.Open(_peer.Loop, new FastHttpOptions { ResponseObserver = _observer });

    private void Send(string[] pieces, bool closesAfter = false)
    {
        HttpConnection connection = Open();
        _peer.Answer(pieces.Select(Ascii), closesAfter);
        _ = connection.SendNoThrowAsync(s_get, null).Result;
    }

    private sealed class Observer : IResponseObserver
    {
        public List<string> Seen { get; } = [];

        public void OnUnsuccessful(int statusCode, ReadOnlySpan<byte> bytes) =>
            Seen.Add($"{statusCode}: {Encoding.ASCII.GetString(bytes)}");

        public void OnBroken(in BrokenResponse response) => Seen.Add(
            $"{response.Error} {response.StatusCode}+{response.BodyLength}: "
            + Encoding.ASCII.GetString(response.Bytes));
    }

    private sealed class OutcomeHandler : IExchangeHandler
    {
        public List<ExchangeOutcome> Outcomes { get; } = [];

        public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome) => Outcomes.Add(outcome);

        public void OnFailure(HttpConnection connection, HttpError error)
        {
        }
    }
}
