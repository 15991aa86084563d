using System.IO;
using Spectre.Console;

namespace Runner.Comparing;

/// <summary>The console that tables are written to.</summary>
internal static class TerminalTable
{
    // Wide enough for every column: a file has no width, and must not be broken for one that it has not.
    private const int WidthOfFile = 140;

    /// <summary>Colours on a terminal, unless NO_COLOR is set; plain text of full width in a file.</summary>
    public static IAnsiConsole Console(TextWriter output)
    {
        bool isFile = System.Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isFile ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (isFile)
        {
            console.Profile.Width = WidthOfFile;
        }

        return console;
    }
}
