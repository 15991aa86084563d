using System.Linq;
using FastHttp.Load;
using FastHttp.Load.Gates;
using FastHttp.Load.Recording;

namespace Load.Tests.Users;

// What is measured of a lane while its users come and go.
public sealed partial class ElasticTests
{
    [Fact]
    public void Measuring_begins_anew_with_what_is_sent_from_then_on()
    {
        VirtualTarget target = new()
        {
            Answer = item => new VirtualTarget.Reply { DelayMs = 10, Status = item.Ms < 500 ? 200 : 404 },
        };
        ScriptedSource? source = null;
        Start(target, limitMs: 1000, plan => source = new ScriptedSource(RequestSources.For(plan)[0]));
        _lane!.SetUsers(3, static _ => { });
        Advance(105);
        bool hasBegun = false;

        LaneInterval first = _lane.Measure(new EntryTable(new EntryNames()), countsCpu: true, () => hasBegun = true);
        Assert.Equal([0L, _loop!.Now], source!.Starts);
        Advance(1005);

        // What was sent at 100 ms is in no recorder; 110, 120, … 1100 ms are in this one, as far as they are answered.
        Assert.True(hasBegun);
        Assert.Equal((300, 300), (_lane.Recorder.Completed, _lane.Recorder.Latency.Count));
        Assert.Equal((3, 3, 0), (
            _lane.Recorder.Connections.Open, _lane.Recorder.Connections.Peak, _lane.Recorder.Connections.Opened));
        Assert.Equal((1_000_000, 297, 3, 0, false), (
            first.Next!.EndUs, first.Next.Completed, first.Next.Connections, first.Next.Index, first.Next.IsLast));
        Assert.Equal(10, _lane.Recorder.Rates.Count);
        Assert.Equal(
            [(404, 405_000L)], _lane.Recorder.Samples.Responses.Select(item => (item.Status, item.Sample.AtUs)));

        LaneInterval second = _lane.Measure(new EntryTable(new EntryNames()), countsCpu: true, static () => { });
        Assert.Equal(0, _lane.Recorder.Completed);
        Assert.Equal((0, 0), (_lane.Recorder.BytesWritten, _lane.Recorder.BytesRead));
        Advance(1000);
        Assert.Null(first.Next.Next);
        Assert.Equal((1_000_000, 297), (second.Next!.EndUs, second.Next.Completed));
    }

    [Fact]
    public void Bodies_that_are_not_as_expected_are_counted_anew_with_each_measurement()
    {
        Start(
            new VirtualTarget { Answer = _ => new VirtualTarget.Reply { DelayMs = 10 } },
            limitMs: 1000,
            change: plan => plan with
            {
                Gates = new GatePlan { ExpectedBody = BodyExpectation.Parse("never there").Expectation },
            });
        _lane!.SetUsers(3, static _ => { });
        Advance(105);
        Assert.Equal(30, _lane.UnexpectedBodies);

        _lane.Measure(new EntryTable(new EntryNames()), countsCpu: true, static () => { });
        Assert.Equal(0, _lane.UnexpectedBodies);
        Advance(100);

        // What was sent before and is answered at 110 ms belongs to neither.
        Assert.Equal(27, _lane.UnexpectedBodies);
        Assert.Equal(Enumerable.Repeat(10.0, 60), _watch.AnsweredMs);
    }

    [Fact]
    public void Redirects_elsewhere_are_counted_anew_with_each_measurement()
    {
        Start(
            new VirtualTarget
            {
                Answer = _ => new VirtualTarget.Reply
                {
                    DelayMs = 10,
                    Status = 302,
                    Fields = "Location: http://other/\r\n",
                },
            },
            limitMs: 1000,
            change: plan => plan with { MaxRedirects = 1, Connections = 3 });
        _lane!.SetUsers(3, static _ => { });
        _lane.Measure(new EntryTable(new EntryNames()), countsCpu: true, static () => { });
        Advance(105);

        _lane.Measure(new EntryTable(new EntryNames()), countsCpu: true, static () => { });
        Advance(100);
        _lane.RequestStop();

        // What was sent at 100 ms and answered at 110 belongs to neither.
        Assert.Equal((27, 27), (_lane.Recorder.Completed, _lane.Recorder.RedirectsElsewhere));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Users_that_were_told_to_leave_are_part_of_the_last_interval(bool isCut)
    {
        Start(new VirtualTarget { Answer = _ => new VirtualTarget.Reply { DelayMs = 10 } }, limitMs: 1000);
        _lane!.SetUsers(3, static _ => { });
        LaneInterval first = _lane.Measure(new EntryTable(new EntryNames()), countsCpu: true, static () => { });
        Advance(105);
        if (isCut)
        {
            _lane.Cut(static _ => { });
        }
        else
        {
            _lane.Drain(static () => { });
        }

        Advance(20);
        Assert.Equal(0, _lane.Recorder.Connections.Open);
        _lane.RequestStop();

        Assert.Equal((0, 125_000, 3, true), (
            first.Next!.Index, first.Next.EndUs, first.Next.Connections, first.Next.IsLast));
    }

    [Fact]
    public void A_lane_that_has_stopped_has_nothing_to_measure()
    {
        Start(new VirtualTarget { Answer = _ => new VirtualTarget.Reply { DelayMs = 10 } }, limitMs: 1000);
        _lane!.SetUsers(3, static _ => { });
        Advance(105);
        _lane.RequestStop();

        LaneInterval first = _lane.Measure(new EntryTable(new EntryNames()), countsCpu: true, static () => { });
        Advance(3000);

        Assert.Equal((0, 0, 0, 0, true), (
            first.Next!.Index, first.Next.EndUs, first.Next.Completed, first.Next.Connections, first.Next.IsLast));
        Assert.Null(first.Next.Next);
    }
}
