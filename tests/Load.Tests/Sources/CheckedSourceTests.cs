using System.Diagnostics;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Gates;
using FastHttp.Load.Sources;
using FastHttp.Transports.Memory;
using LoadFace.Tests;
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

    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 8)]
    public async System.Threading.Tasks.Task W24_A_coded_body_is_expected_as_it_was(int pipeline, int requests)
    {
        using System.IO.MemoryStream coded = new();
        await using (System.IO.Compression.GZipStream gzip = new(
            coded, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("it is there"u8);
        }

        byte[] body = coded.ToArray();
        await using ByteServer server = ByteServer.Start(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                    + $"Content-Length: {body.Length}\r\n\r\n" + System.Text.Encoding.Latin1.GetString(body));
            }
        });
        LoadResult result = await new LoadTest(RealTarget.At(server.Url) with
        {
            Connections = 1,
            RequestCount = requests,
            Pipeline = pipeline,
            ExpectBody = "is there",
        }).RunAsync();
        Assert.Equal((requests, 0), (result.Requests.Completed, result.Requests.Failed));
        Assert.Equal((requests, 0), (result.Document.Checks![0].Pass, result.Document.Checks[0].Fail));
    }

    private static CheckedSource Make(string expectation)
    {
        GatePlan gates = new() { ExpectedBody = BodyExpectation.Parse(expectation).Expectation };
        return new CheckedSource(new FixedSource(s_request), gates, users: 1);
    }
}
