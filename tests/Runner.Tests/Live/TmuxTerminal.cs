using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;

namespace Runner.Tests.Live;

// A command in a terminal of a size, all three of its streams; what is on the screen can be read. It is tmux's.
internal sealed class TmuxTerminal : IAsyncDisposable
{
    private const string Tmux = "/usr/bin/tmux";
    private readonly string _socket = $"runner-{Environment.ProcessId}-{Guid.NewGuid():N}";

    private TmuxTerminal()
    {
    }

    /// <summary>Whether there is a tmux.</summary>
    public static bool IsKnown => File.Exists(Tmux);

    public static async Task<TmuxTerminal> StartAsync(int width, int height, params string[] command)
    {
        TmuxTerminal terminal = new();
        string line = string.Join(' ', command.Select(word => $"'{word}'"));

        // The screen stays after the command has ended.
        await terminal.AskAsync(
            "-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}",
            $"env -u CI -u NO_COLOR TERM=xterm-256color {line}; echo exit code $?; sleep 150");
        return terminal;
    }

    /// <summary>Types a key.</summary>
    public Task TypeAsync(string key) => AskAsync("send-keys", key);

    /// <summary>What is on the screen, and what has gone off its upper edge, once that holds some texts.</summary>
    public async Task<string> WaitForAsync(params string[] texts)
    {
        string screen = "";
        await Eventually.True(
            async () =>
            {
                screen = await AskAsync("capture-pane", "-p", "-S", "-200");
                return texts.All(text => screen.Contains(text, StringComparison.Ordinal));
            },
            () => $"'{string.Join("', '", texts)}' in:\n{screen}",
            TimeSpan.FromMinutes(2));
        return screen;
    }

    public async ValueTask DisposeAsync() => await AskAsync("kill-server");

    private async Task<string> AskAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(Tmux, ["-L", _socket, .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
