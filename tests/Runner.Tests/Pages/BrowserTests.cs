using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Microsoft.Playwright;
using Runner.Comparing;
using Runner.Pages;
using Runner.Pages.Html;
using Runner.Serving;
using Testing;

namespace Runner.Tests.Pages;

/// <summary>The pages as a person sees them: opened from a file in a browser that is offline.</summary>
public sealed class BrowserTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    private static readonly string[] s_allCharts =
    [
        "chart-percentiles", "chart-percentiles-linear", "chart-rate", "chart-errors", "chart-latency-time",
        "chart-heat", "chart-histogram", "chart-connections", "chart-cpu",
    ];

    [RequiresPeerFact("chromium")]
    public async Task EveryChartHasMarksAndNothingIsLoaded()
    {
        await using OpenedPage page = await browser.OpenAsync(ReportPage.Render(SampleRun.Read()));

        await page.IsSoundAsync();
        Assert.Equal(s_allCharts, await page.ChartsAsync());
        await page.Page.ClickAsync("label[for=chart-percentiles-choice-2]");
        Assert.True(await page.Page.Locator("#chart-percentiles-linear").IsVisibleAsync());
        Assert.False(await page.Page.Locator("#chart-percentiles").IsVisibleAsync());
        await page.IsSoundAsync();
    }

    [RequiresPeerFact("chromium")]
    public async Task ThePageOfARealRunShowsTheFiguresOfItsJson()
    {
        string folder = Directory.CreateTempSubdirectory("runner-report-").FullName;
        try
        {
            string json = Path.Combine(folder, "run.json");
            string html = Path.Combine(folder, "run.html");
            await using TargetServer target = await TargetServer.StartAsync(new TargetServerOptions());
            (int exitCode, _, string error) = await RunnerProcess.RunAsync(
                "wrk", "-t1", "-c4", "-d1s", "--json", json, "--html", html, target.Url + "/user/1");
            Assert.True(exitCode == 0, error);
            (exitCode, string again, _) = await RunnerProcess.RunAsync("report", json, "-o", "-");
            Assert.Equal(0, exitCode);
            Assert.Equal(await File.ReadAllTextAsync(html), again);

            // What the page says is held against the file as JSON, not as our own types read it.
            using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
            await using OpenedPage page = await browser.OpenAsync(again);
            await page.IsSoundAsync();
            await ShowsAsync(page, "rate", document, value => Quantity.Count(value), "rate", "achieved");
            await ShowsAsync(page, "p50", document, value => Quantity.Time(value), "latency", "p50");
            await ShowsAsync(page, "p99", document, value => Quantity.Time(value), "latency", "p99");
            await ShowsAsync(page, "p999", document, value => Quantity.Time(value), "latency", "p99_9");
            await ShowsAsync(page, "errors", document, value => Quantity.Exact((long)value), "requests", "failed");
            Assert.Contains(
                target.Url, await page.TextAsync("#configuration .command"), StringComparison.Ordinal);
            using JsonDocument embedded = JsonDocument.Parse(await page.TextAsync("#document"));
            Assert.True(JsonElement.DeepEquals(document.RootElement, embedded.RootElement));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [RequiresPeerFact("chromium")]
    public async Task TextsOfARunStayTexts()
    {
        await using OpenedPage page = await browser.OpenAsync(ReportPage.Render(SampleRun.WithHostileTexts()));

        await page.IsSoundAsync();
        Assert.Null(await page.Page.EvaluateAsync<int?>("() => window.pwned ?? null"));
        Assert.Equal(0, await page.Page.Locator("img, svg[onload], [onerror]").CountAsync());
        Assert.Equal(SampleRun.Hostile, await page.TextAsync("h1"));
        Assert.Equal(SampleRun.Hostile, await page.TextAsync("#configuration .command"));
        Assert.Contains(SampleRun.Hostile, await page.TextAsync("#table-errors .sample"), StringComparison.Ordinal);

        RunGroup group = new(SampleRun.Hostile, [SampleRun.WithHostileTexts()]);
        Comparison comparison = Comparison.Of(group, group, seed: 1);
        await using OpenedPage compared = await browser.OpenAsync(
            ComparisonPage.Render([comparison], RegressionLimits.None));
        await compared.IsSoundAsync();
        Assert.Null(await compared.Page.EvaluateAsync<int?>("() => window.pwned ?? null"));
        Assert.Equal(0, await compared.Page.Locator("img, svg[onload], [onerror]").CountAsync());
    }

    [RequiresPeerFact("chromium")]
    public async Task WithoutAScriptEverythingIsThere()
    {
        await using OpenedPage page = await browser.OpenAsync(
            ReportPage.Render(SampleRun.Read()), hasScript: false, ColorScheme.Dark);

        Assert.True(await page.Page.Locator("#chart-rate svg .line").First.IsVisibleAsync());
        Assert.True(await page.Page.Locator("#chart-heat svg .mark").First.IsVisibleAsync());
        Assert.False(await page.Page.Locator("#download").IsVisibleAsync());
        await page.Page.ClickAsync("#time summary");
        Assert.Equal(20, await page.Page.Locator("#time table").First.Locator("tbody tr").CountAsync());
    }

    [RequiresPeerTheory("chromium")]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task OnPaperEverythingIsThereInItsColoursAndNothingRunsOverTheEdge(ColorScheme scheme)
    {
        await using OpenedPage page = await browser.OpenAsync(
            ReportPage.Render(SampleRun.WithSamples()), scheme: scheme);
        await page.Page.EmulateMediaAsync(new() { Media = Media.Print });

        // A4 within its margins, in CSS pixels.
        await page.Page.SetViewportSizeAsync(688, 1000);
        await page.IsSoundAsync();
        foreach (string chart in await page.ChartsAsync())
        {
            bool isChoice = chart == "chart-percentiles-linear";
            Assert.Equal(!isChoice, await page.Page.Locator("#" + chart).IsVisibleAsync());
        }

        foreach (string table in (string[])["status", "errors", "requests", "phases"])
        {
            Assert.True(await page.Page.Locator("#table-" + table).IsVisibleAsync(), table);
        }

        Assert.False(await page.Page.Locator("#download").IsVisibleAsync());
        Assert.Equal("", await page.Page.EvaluateAsync<string>(
            """
            () => [...document.querySelectorAll('body *')]
              .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
              .map((element) => `${element.tagName}#${element.closest('[id]')?.id}.${element.getAttribute('class')}`)
              .join(' ')
            """));
        Assert.Equal("rgb(255, 255, 255) rgb(0, 0, 0)", await page.Page.EvaluateAsync<string>(
            "() => `${getComputedStyle(document.body).backgroundColor} ${getComputedStyle(document.body).color}`"));
    }

    [RequiresPeerFact("chromium")]
    public async Task KeysReadAChartPointByPoint()
    {
        ResultDocument run = SampleRun.Read();
        await using OpenedPage page = await browser.OpenAsync(ReportPage.Render(run));

        await page.Page.FocusAsync("#chart-latency-time .plot");
        await page.Page.Keyboard.PressAsync("Home");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        string tip = await page.TextAsync("#chart-latency-time .tip");
        Assert.StartsWith("1–2 s\n", tip, StringComparison.Ordinal);
        Assert.Contains($"{Quantity.Time(run.Series![1].P99Us)}  p99", tip, StringComparison.Ordinal);

        // The charts above it are marked at the same moment.
        Assert.True(await page.Page.Locator("#chart-rate .cursor").IsVisibleAsync());
        await page.Page.Keyboard.PressAsync("Escape");
        Assert.False(await page.Page.Locator("#chart-latency-time .tip").IsVisibleAsync());
        await page.Page.FocusAsync("#chart-heat .plot");
        await page.Page.Keyboard.PressAsync("ArrowUp");
        Assert.Matches("^\\d+ requests\n0–1 s\n.+ to .+s$", await page.TextAsync("#chart-heat .tip"));
        await page.IsSoundAsync();
    }

    [RequiresPeerFact("chromium")]
    public async Task AHeadSortsTheTableAndTheDocumentCanBeSaved()
    {
        await using OpenedPage page = await browser.OpenAsync(ReportPage.Render(SampleRun.Read()));

        ILocator head = page.Page.Locator("#table-requests thead button", new() { HasText = "p99" });
        await head.ClickAsync();
        Assert.Equal("POST /orders", await page.TextAsync("#table-requests tbody tr:first-child th"));
        await head.ClickAsync();
        Assert.Equal("GET /orders/42/items", await page.TextAsync("#table-requests tbody tr:first-child th"));
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.ClickAsync("#download"));
        Assert.Equal("run-0192f3a4-7.json", download.SuggestedFilename);
        await using FileStream stream = File.OpenRead(await download.PathAsync());
        Assert.Equal(SampleRun.Read().Latency.P99, ResultFile.Read(stream).Latency.P99);
    }

    [RequiresPeerFact("chromium")]
    public async Task AComparisonOverlaysTheRuns()
    {
        RunGroup before = new("last week", [SampleRun.Calm()]);
        RunGroup after = new("today", [SampleRun.Slower(classes: 2)]);
        RegressionLimits limits = RegressionLimits.Parse("p99=5%", out _)!;
        await using OpenedPage page = await browser.OpenAsync(
            ComparisonPage.Render([Comparison.Of(before, after, seed: 1)], limits));

        await page.IsSoundAsync();
        Assert.Equal("today is worse than allowed", await page.TextAsync(".verdict h2"));
        Assert.Equal(2, await page.Page.Locator("#chart-percentiles svg .line").CountAsync());
        Assert.Equal(2, await page.Page.Locator("#chart-p99 svg .line").CountAsync());
    }

    private static async Task ShowsAsync(
        OpenedPage page, string tile, JsonDocument document, Func<double, string> format, string part, string name)
    {
        string? value = await page.ValueAsync(tile);
        if (!document.RootElement.GetProperty(part).TryGetProperty(name, out JsonElement figure))
        {
            // What was not measured is not shown as 0.
            Assert.Null(value);
            Assert.Equal(Quantity.None, await page.TextAsync("#tile-" + tile));
            return;
        }

        double expected = figure.GetDouble();
        Assert.Equal(expected, double.Parse(value!, CultureInfo.InvariantCulture));
        Assert.Equal(format(expected), await page.TextAsync("#tile-" + tile));
    }
}
