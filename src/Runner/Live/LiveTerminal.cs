using System;
using System.Runtime.InteropServices;
using Runner.Options;

namespace Runner.Live;

// Tells whether a user looks at stderr, and how large their terminal is.
internal static unsafe partial class LiveTerminal
{
    private const int StandardError = 2;
    private const uint GetWindowSize = 0x5413;
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    /// <summary>What to show: of what was asked for, what the terminal can.</summary>
    /// <param name="choice">What was asked for.</param>
    /// <param name="isTerminal">Whether stderr is one.</param>
    /// <param name="environment">Reads a variable.</param>
    public static LiveChoice Decide(LiveChoice choice, bool isTerminal, Func<string, string?> environment)
    {
        bool isDumb = environment("TERM") is null or "" or "dumb";
        if (!isTerminal || isDumb || choice == LiveChoice.Off)
        {
            // Escape sequences in a file are of no use to its reader.
            return LiveChoice.Off;
        }

        bool isCi = !string.IsNullOrEmpty(environment("CI"));
        return choice != LiveChoice.Auto ? choice : isCi ? LiveChoice.Off : LiveChoice.Line;
    }

    /// <summary>Whether colours are wanted (https://no-color.org).</summary>
    public static bool HasColor(LiveOptions options, Func<string, string?> environment) =>
        !options.NoColor && string.IsNullOrEmpty(environment("NO_COLOR"));

    /// <summary>Columns and rows of the terminal behind stderr, as they are now.</summary>
    public static (int Width, int Height) Size()
    {
        ushort* size = stackalloc ushort[4];
        bool isKnown = OperatingSystem.IsLinux() && Control(StandardError, GetWindowSize, size) == 0 && size[1] > 0;
        return isKnown ? (size[1], size[0]) : (UsualWidth, UsualHeight);
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int fd, nuint request, ushort* size);
}
