using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Playwright;

namespace Runner.Tests.Pages;

/// <summary>A page in the browser, and what it has said and asked for since it was opened.</summary>
internal sealed class OpenedPage(IPage page, List<string> complaints, List<string> requests, string address)
    : IAsyncDisposable
{
    // A visible mark has an extent; one that is hidden, such as the other scale's, at least a path.
    private const string EmptyCharts =
        """
        () => [...document.querySelectorAll('.chart')]
            .filter(chart => ![...chart.querySelectorAll('svg .mark')].some(mark => {
                const box = mark.getBBox();
                const isShown = getComputedStyle(chart).display !== 'none';
                return mark.getAttribute('d').length > 5 && (!isShown || box.width > 0);
            }))
            .map(chart => chart.id)
        """;

    public IPage Page { get; } = page;

    /// <summary>Holds what every page is held to.</summary>
    public async Task IsSoundAsync()
    {
        Assert.Empty(complaints);
        Assert.Equal([address], requests);
        Assert.Equal("", string.Join(' ', await Page.EvaluateAsync<string[]>(EmptyCharts)));
    }

    public Task<string[]> ChartsAsync() =>
        Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.chart')].map(chart => chart.id)");

    public async Task<string> TextAsync(string selector) =>
        (await Page.Locator(selector).First.TextContentAsync() ?? "").Trim();

    public async Task<string?> ValueAsync(string tile) =>
        await Page.Locator("#tile-" + tile).GetAttributeAsync("data-value");

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
