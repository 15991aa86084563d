using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using Microsoft.Playwright;

namespace Runner.Tests.Locust;

/// <summary>What a person sees: the master's page in a browser, during a run and after it.</summary>
public sealed class PageTests
{
    [RequiresPeerFact(Peer.MasterAndBrowser)]
    public async Task TheRowOnThePageIsWhatTheTargetHasCounted()
    {
        await using CountingTarget target = new();
        await using LocustMaster master = await LocustMaster.StartPatientAsync();
        await using LocustRunner runner = LocustRunner.Start(master, "--wait=constant:0.005", target.Url + "/a");
        await runner.IsReadyAsync();
        string folder = Directory.CreateTempSubdirectory("runner-browser-").FullName;
        try
        {
            using IPlaywright playwright = await Playwright.CreateAsync();
            await using (IBrowserContext browser = await OpenAsync(playwright, folder))
            {
                IPage page = await browser.NewPageAsync();
                await page.GotoAsync($"http://127.0.0.1:{master.WebPort}/");

                // As a person starts a test.
                await page.FillAsync("#user_count.val", "4");
                await page.FillAsync("#spawn_rate.val", "100");
                await page.ClickAsync("#swarm_form button[type=submit]");
                await Eventually.True(
                    async () => await RowAsync(page) is string[] row && Number(row[2]) > 0,
                    () => "a row during the run; the worker said:\n" + runner.Log);
                await page.ClickAsync(".stop-button");
                await Eventually.True(() => target.Open == 0, "users have ended");
                await Eventually.True(
                    async () => await RowAsync(page) is string[] row && Number(row[2]) == target.Total,
                    () => $"the page shows the {target.Total} requests that the target has counted");
                string[] last = (await RowAsync(page))!;
                Assert.Equal("GET", last[0]);
                Assert.Equal("/a", last[1]);
                Assert.Equal(0, Number(last[3]));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<IBrowserContext> OpenAsync(IPlaywright playwright, string folder) =>
        playwright.Chromium.LaunchPersistentContextAsync(folder, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Peers.Browser,
            Headless = true,
            Timeout = (float)Eventually.Patience.TotalMilliseconds,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });

    // The cells of the first row of the statistics, in the page's order: type, name, requests, fails, and so on.
    private static async Task<string[]?> RowAsync(IPage page)
    {
        string[] cells = [.. await page.Locator("#stats tbody tr").First.Locator("td").AllTextContentsAsync()];
        return cells.Length < 4 ? null : [.. cells.Select(static cell => cell.Trim())];
    }

    private static int Number(string cell) =>
        int.TryParse(cell, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
