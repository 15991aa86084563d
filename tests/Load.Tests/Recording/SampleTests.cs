using System;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Load.Recording;
using FastHttp.Transports;

namespace Load.Tests.Recording;

// Samples of failures: which one is kept, and how it reads.
public sealed class SampleTests
{
    [Theory]
    [InlineData("HTTP/1.1 503 Busy\r\nA: b\r\n\r\n{\"error\":\r\n  \"db\"}", "HTTP/1.1 503 Busy: {\"error\": \"db\"}")]
    [InlineData("HTTP/1.1 500 Oops\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", "HTTP/1.1 500 Oops: hello")]
    [InlineData("HTTP/1.1 302 Found\r\nlocation:  /x\r\n\r\n", "HTTP/1.1 302 Found, Location: /x")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\n\r\n", "HTTP/1.1 404 No")]
    [InlineData("HTTP/1.1 404 No\r\nX: y", "HTTP/1.1 404 No")]
    [InlineData("HTTP/1.1 400 \u001b[31mred\r\n\r\n\0\u0001", "HTTP/1.1 400 [31mred")]
    public void A_response_reads_as_a_line(string bytes, string line) =>
        Assert.Equal(line, SampleText.OfResponse(Encoding.UTF8.GetBytes(bytes)));

    [Fact]
    public void A_long_one_is_cut() =>
        Assert.Equal(new string('x', 120) + "...", SampleText.Excerpt(Encoding.ASCII.GetBytes(new string('x', 999))));

    [Fact]
    public void The_first_one_of_each_kind_is_kept_once_the_measured_time_has_begun()
    {
        SampleRecorder samples = new();
        samples.OnUnsuccessful(404, "HTTP/1.1 404 warm-up\r\n\r\n"u8);
        samples.MeasureFrom = 0;
        samples.OnUnsuccessful(404, "HTTP/1.1 404 first\r\n\r\n"u8);
        samples.OnUnsuccessful(404, "HTTP/1.1 404 second\r\n\r\n"u8);
        samples.OnUnsuccessful(301, "HTTP/1.1 301 moved\r\n\r\n"u8);
        samples.OnBroken(new BrokenResponse { Error = HttpError.InvalidStatusLine, Bytes = "SSH-2.0"u8 });
        samples.OnBroken(new BrokenResponse { Error = HttpError.InvalidStatusLine, Bytes = "other"u8 });
        samples.OnBroken(new BrokenResponse
        {
            Error = HttpError.ConnectionReset,
            Cause = TransportError.Reset,
            StatusCode = 200,
            BodyLength = 7,
        });
        Assert.Equal(
            ["301 HTTP/1.1 301 moved", "404 HTTP/1.1 404 first"],
            samples.Responses.Select(item => $"{item.Status} {item.Sample.Text}"));
        Assert.Equal("SSH-2.0", samples.Of(HttpError.InvalidStatusLine)?.Text);
        Assert.Equal(
            "Connection reset by peer, after the head of a 200 and 7 bytes of its body",
            samples.Of(HttpError.ConnectionReset)?.Text);
    }

    [Fact]
    public void A_failure_to_connect_has_the_text_of_the_system_and_ports_that_run_out_are_counted()
    {
        SampleRecorder samples = new() { MeasureFrom = 0 };
        samples.RecordOpenFailure(new(HttpError.ConnectTimeout, "m", systemError: 0));
        samples.RecordOpenFailure(new(HttpError.ConnectFailed, "m", systemError: 99));
        samples.RecordOpenFailure(new(HttpError.ConnectFailed, "m", systemError: 113));
        Assert.Null(samples.Of(HttpError.ConnectTimeout));
        Assert.Equal("Cannot assign requested address", samples.Of(HttpError.ConnectFailed)?.Text);
        Assert.Equal(1, samples.WithoutPort);
    }

    [Fact]
    public void The_first_sample_of_all_lanes_is_reported()
    {
        LaneRecorder[] lanes = [new(TimeSpan.FromSeconds(2)), new(TimeSpan.FromSeconds(2))];
        foreach (LaneRecorder lane in lanes)
        {
            lane.Samples.MeasureFrom = 0;
            lane.RecordResponse(500);
        }

        lanes[1].Samples.OnUnsuccessful(500, "HTTP/1.1 500 earlier\r\n\r\n"u8);
        lanes[0].Samples.OnUnsuccessful(500, "HTTP/1.1 500 later\r\n\r\n"u8);
        lanes[0].Samples.OnUnsuccessful(501, "HTTP/1.1 501 not counted\r\n\r\n"u8);
        RunSnapshot run = RunSnapshot.Merge(lanes, 2, TimeSpan.FromSeconds(1));
        (int status, FailureSample sample) = Assert.Single(run.StatusSamples);
        Assert.Equal(500, status);
        Assert.True(sample.Text is "HTTP/1.1 500 earlier" or "HTTP/1.1 500 later");
        Assert.True(sample.AtUs <= lanes[0].Samples.Responses.First().Sample.AtUs);
    }

    [Fact]
    public void A_first_byte_comes_with_the_end_unless_it_was_recorded_apart()
    {
        LaneRecorder lane = new(TimeSpan.FromMilliseconds(2));
        lane.RecordLatency(10);
        lane.RecordLatency(1500);
        lane.RecordFirstByte(20, 1500);

        // Late responses are in no histogram.
        lane.RecordLatency(5000);
        lane.RecordFirstByte(30, 5000);
        RunSnapshot run = RunSnapshot.Merge([lane], 1, TimeSpan.FromSeconds(1));
        Assert.Equal([new ValueCount(10, 1), new ValueCount(20, 1)], run.FirstByte.Items.ToArray());
        Assert.Equal((10, 20), (run.FirstByte.Minimum, run.FirstByte.Maximum));
        Assert.Equal(1500, run.Latency.Maximum);
    }
}
