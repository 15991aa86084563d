using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using Microsoft.Playwright;

namespace Runner.Tests.Pages;

/// <summary>Debian's Chromium, started by the first page that a test opens, and ended with the tests.</summary>
public sealed class ReportBrowser : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runner-pages-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private int _files;

    /// <summary>Opens a page as a file, offline; everything that it says or asks for is noted.</summary>
    internal async Task<OpenedPage> OpenAsync(
        string html, bool hasScript = true, ColorScheme scheme = ColorScheme.Light)
    {
        string path = Path.Combine(_folder, $"{Interlocked.Increment(ref _files)}.html");
        await File.WriteAllTextAsync(path, html);
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Peers.Browser,
            Headless = true,
            Timeout = (float)Eventually.Patience.TotalMilliseconds,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        });
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            Offline = true,
            JavaScriptEnabled = hasScript,
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = 1200, Height = 900 },
        });
        context.SetDefaultTimeout((float)Eventually.Patience.TotalMilliseconds);
        IPage page = await context.NewPageAsync();
        List<string> complaints = [];
        List<string> requests = [];
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add("error: " + error);
        page.Dialog += (_, dialog) =>
        {
            complaints.Add("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync("file://" + path);
        return new OpenedPage(page, complaints, requests, "file://" + path);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
