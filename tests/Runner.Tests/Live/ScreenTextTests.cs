using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Live;

namespace Runner.Tests.Live;

// U3: what the live screen shows of a run, as a function of its figures and of the size of the terminal. The whole
// screens are files beside this one; UPDATE_SCREENS=1 writes them anew.
public sealed class ScreenTextTests
{
    private static readonly ScreenTarget s_target = new("http://127.0.0.1:8080/user/123", 400, 2, "epoll", 12)
    {
        Details = "shop.lua",
    };

    private static readonly ScreenState s_state = new();

    [Theory]
    [InlineData(40, 12)]
    [InlineData(60, 20)]
    [InlineData(80, 24)]
    [InlineData(120, 30)]
    [InlineData(200, 50)]
    public void U3_A_screen_is_what_it_was(int width, int height)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Live", "screens", $"{width}x{height}.txt");
        string text = string.Concat(Rows(Mixed(), width, height).Select(row => row.TrimEnd() + "\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_SCREENS") == "1")
        {
            string source = Path.Combine(
                AppContext.BaseDirectory, "..", "..", "..", "Live", "screens", $"{width}x{height}.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(source)!);
            File.WriteAllText(source, text);
            return;
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public void U3_Every_row_of_every_size_is_used_and_none_is_too_long()
    {
        LiveFigures[] all = [Mixed(), Mixed() with { Thresholds = [], Checks = [], Errors = [] }, Empty(), Many()];
        foreach (LiveFigures figures in all)
        {
            for (int width = 20; width <= 200; width += 7)
            {
                foreach (int height in (int[])[0, 1, 2, 3, .. Enumerable.Range(0, 16).Select(step => 4 + (3 * step))])
                {
                    IReadOnlyList<string> rows = Rows(figures, width, height);
                    Assert.Equal(height, rows.Count);
                    Assert.All(rows, row => Assert.Equal(width, row.Length));
                }
            }
        }
    }

    [Theory]
    [InlineData(60, 20)]
    [InlineData(80, 24)]
    [InlineData(120, 30)]
    [InlineData(200, 50)]
    public void U3_Everything_that_matters_is_on_it(int width, int height)
    {
        string text = string.Join('\n', Rows(Mixed(), width, height));
        string[] wanted =
        [
            "http://127.0.0.1:8080/user/123", "400 connections", "12s of 30s, 18s left", "748.9k now", "p50 310us",
            "p99 1.9ms", "Histogram", "█", "200", "! 503", "✗ 17 failed", "✗ 3 timeout: no response",
            "✗ p99<1ms  is 1.9ms", "Machine  ✓ keeps up", "q end",
        ];
        Assert.All(wanted, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void U3_A_bad_status_is_no_run_without_failures()
    {
        LiveFigures figures = Mixed() with { Errors = [] };
        string text = string.Join('\n', Rows(figures, 100, 30));
        Assert.Contains("! 503", text, StringComparison.Ordinal);
        Assert.DoesNotContain("none", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("✗ 17 failed", text, StringComparison.Ordinal);
    }

    [Fact]
    public void U3_A_colour_says_nothing_that_the_text_does_not_say()
    {
        IReadOnlyList<ScreenLine> rows = ScreenText.Render(s_target, Mixed(), default, s_state, 100, 30);
        string plain = ScreenText.Frame(rows, hasColor: false);
        string coloured = ScreenText.Frame(rows, hasColor: true);
        Assert.DoesNotContain("\e[3", plain, StringComparison.Ordinal);
        Assert.Contains("\e[36m", coloured, StringComparison.Ordinal);
        Assert.Equal(WithoutCodes(plain), WithoutCodes(coloured));
    }

    [Fact]
    public void U3_What_the_server_sends_cannot_move_the_cursor()
    {
        LiveFigures figures = Mixed() with
        {
            Checks = [new CheckFigures { Name = "a\e[2Jb", Pass = 0, Fail = 1, Sample = "x\r\ny" }],
        };
        string text = string.Join('\n', Rows(figures, 200, 50));
        Assert.DoesNotContain('\e', text);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void The_warm_up_and_an_end_by_requests_have_their_words()
    {
        IReadOnlyList<ScreenLine> warm = ScreenText.Render(s_target, null, TimeSpan.FromSeconds(-3), s_state, 80, 24);
        Assert.Contains("warm-up, 3s to go", warm[2].Text, StringComparison.Ordinal);
        LiveFigures figures = Mixed() with { Duration = null };
        IReadOnlyList<ScreenLine> counted = ScreenText.Render(
            s_target with { Requests = 20_000_000 }, figures, default, s_state, 80, 24);
        Assert.Contains("8,986,126 of 20,000,000 requests, 12s", counted[2].Text, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Rows(LiveFigures figures, int width, int height) =>
        [.. ScreenText.Render(s_target, figures, default, s_state, width, height).Select(row => row.Text)];

    private static string WithoutCodes(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, "\e\\[[0-9;?]*[a-zA-Z]", "");

    private static LiveFigures Empty() => new()
    {
        Elapsed = TimeSpan.Zero,
        Duration = TimeSpan.FromSeconds(30),
        CompletedNow = 0,
        Requests = new RequestFigures { Completed = 0 },
        Rate = new RateFigures(),
        Bytes = new ByteFigures { In = 0 },
        Latency = new LatencyFigures { Count = 0 },
        Status = new Dictionary<string, long>(),
        Errors = [],
        Series = [],
    };

    // Twelve seconds in which the server was slow for a moment.
    private static LiveFigures Mixed()
    {
        double[] rates = [610e3, 740e3, 745e3, 750e3, 748e3, 747e3, 320e3, 410e3, 746e3, 749e3, 751e3, 748.9e3];
        SeriesPoint[] series =
        [
            .. rates.Select((rate, index) => new SeriesPoint
            {
                T = index + 1,
                Rate = rate,
                Errors = 0,
                P50Us = rate < 500e3 ? 900 : 310,
                P90Us = rate < 500e3 ? 2_600 : 640,
                P99Us = rate < 500e3 ? 5_900 : 1_900,
                MaxUs = 12_000,
                Conns = 400,
                Cpu = 62,
            }),
        ];
        return Empty() with
        {
            Elapsed = TimeSpan.FromSeconds(12.3),
            CompletedNow = 9_000_000,
            Requests = new RequestFigures { Completed = 8_986_126, Failed = 17 },
            Rate = new RateFigures { Achieved = 747.2e3 },
            Bytes = new ByteFigures { In = 1_240_000_000, InPerS = 103_000_000 },
            Latency = new LatencyFigures
            {
                Count = 8_986_126,
                P50 = 310,
                P90 = 640,
                P99 = 1_900,
                P999 = 6_000,
                Max = 12_000,
            },
            LatencyCounts =
            [
                new(87, 20_000), new(140, 410_000), new(190, 1_200_000), new(260, 2_000_000), new(310, 2_450_000),
                new(410, 1_300_000), new(560, 900_000), new(640, 420_000), new(950, 160_000), new(1_900, 117_000),
                new(6_000, 9_000), new(12_000, 126),
            ],
            Status = new Dictionary<string, long> { ["200"] = 8_986_112, ["503"] = 14 },
            Errors =
            [
                new ErrorFigures
                {
                    Kind = "timeout", Code = "Overdue", Message = "no response within the time limit", Count = 3,
                },
            ],
            Series = series,
            Newest = series[^1],
            Thresholds =
            [
                new LiveThreshold { Expr = "p99<1ms", Measured = "1.9ms", Ok = false },
                new LiveThreshold { Expr = "requests>20000000", Measured = "8986126" },
            ],
            Checks = [new CheckFigures { Name = "logged in", Pass = 1_234, Fail = 0 }],
            Generator = new GeneratorFigures
            {
                BusiestThreadPct = 81,
                MachineCpuPct = 70,
                CpuPct = 62,
                Verdict = GeneratorJudge.NotTheCause,
            },
        };
    }

    // More of everything than there is room for.
    private static LiveFigures Many() => Mixed() with
    {
        Status = Enumerable.Range(200, 60).ToDictionary(code => $"{code}", code => (long)code),
        Errors =
        [
            .. Enumerable.Range(0, 30).Select(number => new ErrorFigures
            {
                Kind = "read", Code = $"{number}", Message = new string('x', 300), Count = number + 1,
            }),
        ],
        Checks =
        [
            .. Enumerable.Range(0, 90).Select(number => new CheckFigures { Name = $"c{number}", Pass = 1, Fail = 1 }),
        ],
        Series =
        [
            .. Enumerable.Range(1, 600).Select(number => new SeriesPoint { T = number, Rate = number, Errors = 0 }),
        ],
        Duration = null,
    };
}
