using System;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using LocustBridge.Statistics;
using Runner.Locust.Worker;
using Testing;

namespace Runner.Tests.Locust.Worker;

/// <summary>What a lane records of its exchanges, for any source of requests.</summary>
public sealed class LaneStatisticsTests
{
    private readonly LocustStatistics _statistics = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RecordingAnExchangeAllocatesNothing(bool keepsFigures)
    {
        byte[] first = Encoding.ASCII.GetBytes("GET /user/1 HTTP/1.1\r\nHost: h\r\n\r\n");
        byte[] second = Encoding.ASCII.GetBytes("POST /user/2 HTTP/1.1\r\nHost: h\r\n\r\n");
        NamedSource source = new();
        LaneStatistics recorder = new(
            _statistics.AddLane(), _statistics, new RequestNames(_statistics, []), source, first);
        EntryTable table = new(new EntryNames());
        if (keepsFigures)
        {
            recorder.Keep(table);
        }

        AllocationAssert.Zero(() =>
        {
            recorder.OnSending(3, first, 1);
            recorder.OnResponse(3, new ExchangeOutcome(200, 27, 0), 1000);
            recorder.OnSending(3, second, 1);
            recorder.OnResponse(3, new ExchangeOutcome(503, 4, 0), 1000);
            recorder.OnSending(20, second, 1);
            recorder.OnFailure(20, HttpError.ConnectionReset, 1000);
        });

        StatsReport report = new();
        _statistics.Take(report);
        long each = report.GetRow("GET", "/user/1").NumRequests;
        Assert.True(each >= 1200);
        Assert.Equal(2 * each, report.GetRow("POST", "/user/2").NumFailures);
        Assert.Equal(27 * each, report.GetRow("GET", "/user/1").TotalContentLength);
        Assert.Equal(keepsFigures ? 2 : 0, table.Recorders.Count);
        if (keepsFigures)
        {
            EntryRecorder get = table.Recorders[0];
            EntryRecorder post = table.Recorders[1];
            Assert.Equal((each, 0, each, 0), (get.Sent, get.StatusErrors, get.Latency.Count, get.Unanswered));
            Assert.Equal([(200, each)], get.Statuses.Items);
            Assert.Equal([((int)HttpError.ConnectionReset, each)], post.Reasons.Items);
            Assert.Equal((2 * each, each, each, each), (
                post.Sent, post.StatusErrors, post.Latency.Count, post.Unanswered));
        }
    }

    [Fact]
    public void AnAnswerBelongsToTheTableOfItsRequest()
    {
        byte[] request = Encoding.ASCII.GetBytes("GET /a HTTP/1.1\r\n\r\n");
        LaneStatistics recorder = new(
            _statistics.AddLane(), _statistics, new RequestNames(_statistics, []), new NamedSource(), request);
        recorder.OnSending(0, request, 1);
        EntryTable table = new(new EntryNames());
        recorder.Keep(table);
        recorder.OnResponse(0, new ExchangeOutcome(200, 1, 0), 10);
        Assert.Empty(table.Recorders);
        recorder.OnSending(0, request, 1);
        recorder.OnResponse(0, new ExchangeOutcome(200, 1, 0), 10);
        Assert.Equal(1, Assert.Single(table.Recorders).Latency.Count);
    }

    // A scenario's batch: each of its requests may have a name.
    [Fact]
    public void EachRequestOfABatchHasItsName()
    {
        byte[] batch = Encoding.ASCII.GetBytes("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        LaneStatistics recorder = new(
            _statistics.AddLane(
                ), _statistics, new RequestNames(_statistics, []), new NamedSource("one", "two"), batch);
        recorder.OnSending(0, batch, 2);
        recorder.OnResponse(0, new ExchangeOutcome(200, 1, 1), 10);
        recorder.OnFailure(0, HttpError.ConnectionReset, 20);

        StatsReport report = new();
        _statistics.Take(report);
        Assert.Equal((1, 0), (report.GetRow("GET", "one").NumRequests, report.GetRow("GET", "one").NumFailures));
        Assert.Equal((1, 1), (report.GetRow("GET", "two").NumRequests, report.GetRow("GET", "two").NumFailures));
    }

    [Fact]
    public void NamesBeyondTheLimitShareOne()
    {
        EntryNames names = new();
        EntryTable one = new(names);
        EntryTable other = new(names);
        other.Add(0, "GET", "/0").RecordSent();
        for (int name = 600; name > 0; name--)
        {
            one.Add(name, "GET", $"/{name}").RecordSent();
        }

        Assert.Equal(501, names.All.Count);
        Assert.Equal(("", "(other names: more than 500)"), names.All[500]);
        Assert.Equal(101, one.Recorders[500].Sent);
        Assert.Equal((501, 1), (one.Recorders.Count, other.Recorders.Count));
        Assert.Same(one.Find(600), one.Add(600, "GET", "/600"));
        Assert.Null(one.Find(5000));
    }

    [Fact]
    public void ABatchIsCountedRequestByRequestAndWhatWeGiveUpIsNot()
    {
        byte[] batch = Encoding.ASCII.GetBytes("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n");
        LaneStatistics recorder = new(
            _statistics.AddLane(), _statistics, new RequestNames(_statistics, []), new NamedSource(), batch);
        recorder.OnSending(0, batch, 3);
        recorder.OnResponse(0, new ExchangeOutcome(200, 1, 2), 10);
        recorder.OnFailure(0, HttpError.ConnectionReset, 10);
        recorder.OnSending(0, batch, 3);
        recorder.OnFailure(0, HttpError.Disposed, 10);

        StatsReport report = new();
        _statistics.Take(report);
        Assert.Equal(["/a", "/b", "/c"], report.Rows.Select(static row => row.Name).Order());
        Assert.All(report.Rows, static row => Assert.Equal(1, row.NumRequests));
        Assert.Equal(2, report.GetTotal().NumFailures);
    }

    // Not a FixedSource, for which names are looked up once.
    private sealed class NamedSource(params string[] names) : RequestSource
    {
        public override ReadOnlySpan<byte> NameAt(int index) =>
            names.Length == 0 ? default : Encoding.UTF8.GetBytes(names[index]);

        public override bool TryNext(int user, out RequestBatch batch)
        {
            batch = default;
            return false;
        }
    }
}
