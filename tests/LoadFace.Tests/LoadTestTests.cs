using System;
using System.Buffers;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Results;
using FastHttp.Transports;
using Testing;

namespace LoadFace.Tests;

/// <summary>A load test as a program makes it, by the public face alone, against a real socket.</summary>
public sealed class LoadTestTests
{
    private static readonly byte[] s_response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private static readonly LoadUserKind s_kind = new() { Name = "one", Run = static _ => default };

    [Fact]
    public async Task A_test_ends_with_its_number_of_requests_and_tells_what_came_of_them()
    {
        using CannedServer server = new(s_response);
        LoadResult result = await new LoadTest(RealTarget.At(server, "/a") with
        {
            Connections = 3,
            RequestCount = 50,
            Name = "first",
            Transport = TransportSelector.Select("sockets", out _),
            Thresholds = ["errors==0", "requests==51"],
        }).RunAsync();

        Assert.Equal((50, 50, 0), (result.Requests.Sent, result.Requests.Completed, result.Requests.Failed));
        Assert.Equal(("FastHttp.Load", "sockets"), (result.Document.Tool.Name, result.Document.Tool.Backend));
        Assert.Equal("first", result.Document.Run.Name);
        Assert.Equal([true, false], result.Verdicts.Select(verdict => verdict.Ok));
        Assert.False(result.Passed);
        Assert.False(result.WasCancelled);
        Assert.True(result.Latency.Minimum <= result.Latency.P50);
        Assert.True(result.Latency.P50 <= result.Latency.P99);
        Assert.True(result.Latency.P99 <= result.Latency.Maximum);
        Assert.Contains("\"completed\": 50", ResultFile.ToText(result.Document), StringComparison.Ordinal);
    }

    // Without a threshold, too: a test whose users all fail has tested nothing.
    [Theory]
    [InlineData(1, true)]
    [InlineData(int.MaxValue, false)]
    public async Task A_test_whose_users_all_fail_has_not_passed(int good, bool passes)
    {
        using CannedServer server = new(s_response);
        LoadResult result = await new LoadTest(RealTarget.At(server) with
        {
            RequestCount = 5,
            User = async user =>
            {
                await user.GetAsync("/a");
                if (user.Iteration != good)
                {
                    throw new InvalidOperationException("no token");
                }
            },
        }).RunAsync();

        Assert.Equal(passes, result.Passed);
    }

    [Fact]
    public async Task A_test_that_is_cancelled_returns_what_it_measured()
    {
        using CannedServer server = new(s_response);
        using CancellationTokenSource stop = new();
        LoadTest test = new(RealTarget.At(server) with
        {
            Duration = TimeSpan.FromMinutes(5),
            Rate = 100,
        });
        test.Observe(new StopAfterAnswer(stop));

        LoadResult result = await test.RunAsync(stop.Token).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.True(result.WasCancelled);
        Assert.True(result.Document.Run.Interrupted);
        Assert.True(result.Requests.Completed > 0);
        Assert.NotNull(test.Live);
    }

    [Fact]
    public async Task A_source_of_ones_own_says_what_each_user_sends()
    {
        using CannedServer server = new(s_response);
        Counting source = new();
        LoadResult result = await new LoadTest(RealTarget.At(server) with
        {
            Connections = 2,
            Threads = 1,
            RequestCount = 20,
            Source = _ => source,
        }).RunAsync();

        Assert.Equal(20, result.Requests.Completed);
        Assert.Equal(20, source.Answers);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task A_source_that_writes_no_request_ends_the_test()
    {
        using CannedServer server = new(s_response);
        LoadTest test = new(RealTarget.At(server) with
        {
            Connections = 1,
            Source = _ => new Counting { Text = "GET" },
        });

        LoadException failure = await Assert.ThrowsAsync<LoadException>(() => test.RunAsync());
        Assert.StartsWith("Source wrote no whole request", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("pause")]
    [InlineData("answer")]
    public async Task What_a_source_throws_ends_the_test(string where)
    {
        using CannedServer server = new(s_response);
        Counting source = new() { Throws = where };
        LoadTest test = new(RealTarget.At(server) with
        {
            Connections = 2,
            Threads = 1,
            Source = _ => source,
        });

        LoadException failure = await Assert.ThrowsAsync<LoadException>(() => test.RunAsync());

        Assert.Equal($"Source threw FormatException: {where}", failure.Message);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task What_an_observer_throws_is_a_warning_and_the_others_hear_of_the_whole_run()
    {
        using CannedServer server = new(s_response);
        LoadTest test = new(RealTarget.At(server) with
        {
            Duration = TimeSpan.FromSeconds(1),
            Rate = 100,
        });
        Broken broken = new();
        Listening listening = new();
        test.Observe(broken);
        test.Observe(listening);

        LoadResult result = await test.RunAsync();

        // The document joins an interval that is short, since the one before was told late, to that one.
        Assert.True(listening.Heard >= result.Document.Series!.Count);
        Assert.Equal(listening.Heard, broken.Heard);
        Assert.Contains("Broken, which watched the run, threw FormatException: 1", result.Document.Warnings);
    }

    [Fact]
    public async Task Connections_go_where_they_are_told()
    {
        using CannedServer server = new(s_response);
        LoadResult result = await new LoadTest(RealTarget.At(server) with
        {
            Target = new Uri("http://target.invalid/"),
            ConnectTo = new DnsEndPoint("127.0.0.1", server.EndPoint.Port),
            RequestCount = 20,
        }).RunAsync();

        Assert.Equal((20, 0), (result.Requests.Completed, result.Requests.Failed));
    }

    [Fact]
    public async Task A_target_that_does_not_listen_is_said_so()
    {
        LoadTest test = new(new LoadOptions { Target = new Uri("http://127.0.0.1:1/") });

        LoadException failure = await Assert.ThrowsAsync<LoadException>(() => test.RunAsync());

        Assert.Equal(
            "unable to connect to 127.0.0.1:1 Connection refused (is the server listening there (ss -ltn)? WaitFor "
                + "waits until it is)",
            failure.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.RunAsync());
    }

    public static TheoryData<string, LoadOptions> Faults()
    {
        LoadOptions good = new() { Target = new Uri("http://127.0.0.1:1/") };
        LoadStage[] stages = [new(TimeSpan.FromSeconds(1), 5)];
        return new TheoryData<string, LoadOptions>
        {
            { "Target: ", good with { Target = new Uri("ftp://host/") } },
            { "Target: ", good with { Target = new Uri("/path", UriKind.Relative) } },
            { "Connections: ", good with { Connections = 0 } },
            { "Threads: ", good with { Connections = 2, Threads = 3 } },
            { "Rate: ", good with { Rate = 0 } },
            { "Rate: ", good with { Rate = double.NaN } },
            { "RateAtEnd: ", good with { RateAtEnd = 5 } },
            { "RateAtEnd and Stages ", good with { Rate = 1, RateAtEnd = 5, Stages = stages } },
            { "RateAtEnd needs ", good with { Rate = 1, RateAtEnd = 5, RequestCount = 10 } },
            { "ThinkTime and Rate ", good with { Rate = 1, ThinkTime = TimeSpan.FromSeconds(1) } },
            { "Pipeline and Source ", good with { Pipeline = 2, Source = _ => new Counting() } },
            { "Duration: ", good with { Duration = TimeSpan.Zero } },
            { "RequestCount: ", good with { RequestCount = 0 } },
            { "Stages: ", good with { Stages = [new(TimeSpan.Zero, 5)] } },
            { "Source and Requests", good with { Body = new byte[1], Source = _ => new Counting() } },
            { "MaxRedirects and KeepsCookies ", good with { MaxRedirects = 1, Pipeline = 2 } },
            { "KeepsCookies ", good with { KeepsCookies = true, RequestsPerConnection = 1 } },
            { "MaxUsers needs User", good with { Rate = 1, MaxUsers = 5 } },
            { "MaxUsers needs Rate", good with { User = static _ => default, MaxUsers = 5 } },
            { "MaxUsers: ", good with { User = static _ => default, Rate = 1, MaxUsers = 0 } },
            { "User and Users ", good with { User = static _ => default, Users = [s_kind] } },
            { "User and Source ", good with { User = static _ => default, Source = _ => new Counting() } },
            { "User and Pipeline ", good with { User = static _ => default, Pipeline = 2 } },
            { "User and ThinkTime ", good with { User = static _ => default, ThinkTime = TimeSpan.FromSeconds(1) } },
            { "User and Method ", good with { User = static _ => default, Method = "POST" } },
            { "User and Requests", good with { User = static _ => default, Body = new byte[1] } },
            { "RequestsPerConnection ", good with { User = static _ => default, RequestsPerConnection = 2 } },
            { "Users: each Weight ", good with { Users = [s_kind with { Weight = 0 }] } },
            { "Thresholds 'checks>99%': only a scenario has checks and iterations; add User",
                good with { Thresholds = ["checks>99%"] } },
            { "DataMode needs Data", good with { DataMode = DataMode.Unique } },
            { "Headers: ", good with { Headers = [new("a b", "c")] } },
            { "Requests: ", good with { Requests = [new LoadRequest { Target = "/", Weight = 0 }] } },
            { "Thresholds 'p99': ", good with { Thresholds = ["p99"] } },
            { "Thresholds 'rate_ratio>0.9': rate_ratio compares with a schedule; add Rate",
                good with { Thresholds = ["rate_ratio>0.9"] } },
            { "ExpectStatus 'x': ", good with { ExpectStatus = "x" } },
            { "AbortOnFail needs something that can fail: add Thresholds or ExpectStatus",
                good with { AbortOnFail = true } },
        };
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_error_names_the_property(string start, LoadOptions options)
    {
        LoadException failure = await Assert.ThrowsAsync<LoadException>(() => new LoadTest(options).RunAsync());

        Assert.StartsWith(start, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("--", failure.Message, StringComparison.Ordinal);
    }

    // An interval without an answer has no median.
    [Theory]
    [InlineData(1, 3)]
    [InlineData(4, 8)]
    public async Task W24_A_coded_body_is_expected_as_it_was(int pipeline, int requests)
    {
        using MemoryStream coded = new();
        await using (GZipStream gzip = new(
            coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("it is there"u8);
        }

        byte[] body = coded.ToArray();
        await using ByteServer server = ByteServer.Start(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                    + $"Content-Length: {body.Length}\r\n\r\n" + Encoding.Latin1.GetString(body));
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

    private sealed class StopAfterAnswer(CancellationTokenSource stop) : ILiveObserver
    {
        public void OnInterval(SeriesPoint point, LiveFigures figures)
        {
            if (point.P50Us is not null)
            {
                stop.Cancel();
            }
        }
    }

    private sealed class Listening : ILiveObserver
    {
        public int Heard { get; private set; }

        public void OnInterval(SeriesPoint point, LiveFigures figures) => Heard++;
    }

    private sealed class Broken : ILiveObserver
    {
        public int Heard { get; private set; }

        public void OnInterval(SeriesPoint point, LiveFigures figures) => throw new FormatException($"{++Heard}");
    }

    private sealed class Counting : IRequestSource, IDisposable
    {
        public string Text { get; init; } = "GET /own HTTP/1.1\r\nHost: h\r\n\r\n";

        public string Throws { get; init; } = "";

        public int Answers { get; private set; }

        public bool IsDisposed { get; private set; }

        public bool WantsResponses => true;

        public bool TryWrite(int user, IBufferWriter<byte> request)
        {
            ThrowIn("write");
            request.Write(System.Text.Encoding.ASCII.GetBytes(Text));
            return true;
        }

        public TimeSpan PauseOf(int user)
        {
            ThrowIn("pause");
            return TimeSpan.Zero;
        }

        public void OnResponse(int user, FastHttpResponse response)
        {
            ThrowIn("answer");
            Answers++;
        }

        public void Dispose() => IsDisposed = true;

        private void ThrowIn(string where)
        {
            if (Throws == where)
            {
                throw new FormatException(where);
            }
        }
    }
}
