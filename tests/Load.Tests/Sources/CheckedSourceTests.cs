using System.Diagnostics;
using FastHttp;
using FastHttp.Load.Gates;
using FastHttp.Load.Sources;
using FastHttp.Transports.Memory;
using Testing;

namespace Load.Tests.Sources;

public sealed class CheckedSourceTests
{
    private static readonly PreparedRequest s_request =
        PreparedRequest.CreateRaw("GET / HTTP/1.1\r\nHost: h\r\n\r\n"u8, RequestTraits.Idempotent);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3600, 0)]
    public void What_was_sent_during_the_warm_up_is_not_looked_at(int warmupSeconds, int expected)
    {
        using CheckedSource source = Make("never there");
        using MemoryLoop clock = new MemoryTransport(accept: null).CreateMemoryLoop();
        source.Start(clock, clock.Now + (warmupSeconds * Stopwatch.Frequency));
        using FastHttpResponse response = FastHttpResponse.Rent();
        Assert.True(source.TryNext(0, out _));
        Assert.True(source.OnResponse(0, response));
        Assert.Equal(expected, source.UnexpectedBodies);
        Assert.Equal(expected == 0, source.UnexpectedSample is null);
    }

    [Fact]
    public void A_user_that_joins_later_is_looked_at_too()
    {
        using CheckedSource source = Make("never there");
        using MemoryLoop clock = new MemoryTransport(accept: null).CreateMemoryLoop();
        source.Start(clock, 0);
        using FastHttpResponse response = FastHttpResponse.Rent();
        foreach (int user in (int[])[1, 9, 0, 10])
        {
            Assert.True(source.TryNext(user, out _));
            Assert.True(source.OnResponse(user, response));
        }

        Assert.Equal((4, "0 with 0 bytes: "), (source.UnexpectedBodies, source.UnexpectedSample));
    }

    [Theory]
    [InlineData("/^$/")]
    [InlineData("never there")]
    public void A_look_allocates_nothing(string expectation)
    {
        using CheckedSource source = Make(expectation);
        using MemoryLoop clock = new MemoryTransport(accept: null).CreateMemoryLoop();
        source.Start(clock, 0);
        using FastHttpResponse response = FastHttpResponse.Rent();
        AllocationAssert.Zero(() =>
        {
            source.TryNext(0, out _);
            source.OnResponse(0, response);
        });
    }

    private static CheckedSource Make(string expectation)
    {
        GatePlan gates = new() { ExpectedBody = BodyExpectation.Parse(expectation).Expectation };
        return new CheckedSource(new FixedSource(s_request), gates, users: 1);
    }
}
