using System;
using System.Linq;
using Runner.Options;
using Runner.Setup;

namespace Runner.Commands;

/// <summary>
/// <c>runner from-curl 'curl …'</c>: prints the <c>runner wrk</c> line that sends what a curl line sends, as browsers
/// copy it. Options that mean nothing for a load are named on stderr and left out.
/// </summary>
internal static class CurlCommand
{
    /// <summary>Takes the line as one argument, or as curl's own arguments.</summary>
    public static int Run(string[] arguments)
    {
        string[] words = arguments.Length == 1 ? [.. ShellWords.Split(arguments[0])] : arguments;
        if (words is ["curl", ..])
        {
            words = words[1..];
        }

        if (words.Length == 0)
        {
            Console.Error.Write("runner from-curl: expected a curl command line in quotes, as a browser copies it\n");
            return 1;
        }

        (CurlLine line, string? error) = CurlLine.Parse(words);
        if (error is not null)
        {
            Console.Error.Write($"runner from-curl: {error}\n");
            return 1;
        }

        if (line.Ignored.Count > 0)
        {
            Console.Error.Write(
                $"runner from-curl: left out, since they mean nothing here: {string.Join(", ", line.Ignored)}\n");
        }

        Console.Out.Write($"runner wrk {string.Join(' ', line.ToArguments().Select(CommandText.Quote))}\n");
        return 0;
    }
}
