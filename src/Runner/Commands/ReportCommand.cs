using System;
using System.CommandLine;
using System.IO;
using FastHttp.Load.Results;
using Runner.Options.Parsing;
using Runner.Pages;

namespace Runner.Commands;

/// <summary>`runner report`: the page of a run whose figures were kept as JSON.</summary>
internal static class ReportCommand
{
    public static int Run(string[] arguments)
    {
        Argument<string> input = new("run.json")
        {
            Description = "The result of a run, as --json writes it; - for stdin",
            Validators = { SubCommand.CheckPath },
        };
        Option<string?> output = new("--output", "-o")
        {
            Description = "The page to write; - for stdout. Without it: beside the input, with .html at its end",
            Validators = { SubCommand.CheckPath },
        };
        Command command = new("report", "Make a page that can be read offline from the JSON of a run.")
        {
            input, output,
        };
        command.SetAction(parsed => Write(parsed.GetValue(input)!, parsed.GetValue(output)));
        return SubCommand.Invoke(command, arguments);
    }

    private static int Write(string input, string? output)
    {
        if (output is null && input == "-")
        {
            return Refuse("a page from stdin needs a name: -o FILE.");
        }

        try
        {
            string page = ReportPage.Render(Read(input));
            return PageFile.Write(output ?? Path.ChangeExtension(input, ".html"), page, "report");
        }
        catch (Exception failure) when (failure is ResultFormatException or IOException or UnauthorizedAccessException)
        {
            return Refuse($"{input}: {failure.Message} Make one with 'runner wrk --json FILE <url>'.");
        }
    }

    private static ResultDocument Read(string path)
    {
        using Stream stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        return ResultFile.Read(stream);
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine($"runner report: {message}");
        return 1;
    }
}
