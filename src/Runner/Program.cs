using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.ExceptionServices;
using FastHttp.Load.Documents;
using FastHttp.Load.Planning;
using LocustBridge;
using Runner.Commands;
using Runner.Help;
using Runner.Options.Parsing;
using Runner.Outputs;
using Runner.Sessions;
using Runner.Setup;

namespace Runner;

/// <summary>
/// The executable: finds the command that the first argument names, hands it the rest, returns its exit code.
/// </summary>
internal static class Program
{
    // One line for each command. A command takes the arguments after its name and returns the exit code.
    private static readonly Verb[] s_verbs =
    [
        new("wrk", "Load an HTTP server, with wrk's options and wrk's report", WrkCommand.Run),
        new("locust", "Make load for a Locust master, or alone with --headless", LocustCommand.Run),
        new("http", "Send one request and show the response", HttpCommand.Run),
        new("report", "Make a page from the JSON of a run", ReportCommand.Run),
        new("compare", "Tell whether runs differ by more than chance", CompareCommand.Run),
        new("repeat", "Run configurations in turn, several times", RepeatCommand.Run),
        new("serve", "Start the embedded HTTP target", ServeCommand.Run),
        new("demo", "Start the target and run wrk mode against it", arguments => DemoCommand.Run(arguments, RunVerb)),
        new("doctor", "Tell whether this machine is fit to generate load", DoctorCommand.Run, ""),
        new("from-curl", "Turn a curl line into a runner wrk line", CurlCommand.Run, "'curl ...'"),
        new("completion", "Print a completion script: bash, zsh, fish or pwsh", CompleteShell, "SHELL"),
        new("help", "Print this, or the page on a topic", PrintHelp, "[TOPIC, COMMAND or OPTION]"),
        new("--help", null, PrintHelp),
        new("-h", null, PrintHelp),
        new("--version", "Print the version; with -v, what is inside and its licences", PrintVersion),
    ];

    /// <summary>The commands that have many options.</summary>
    public static IReadOnlyList<CommandSpec> Described { get; } =
        [WrkCommand.Spec, HttpCommand.Spec, LocustCommand.Spec];

    private static int Main(string[] arguments)
    {
        InterruptSignal.Restore();
        FileLimit.Raise();

        // What a damaged message of a Locust master can do to NetMQ ends the connection, never a run.
        ExceptionHandling.SetUnhandledExceptionHandler(LocustWorker.HandleWireFailure);
        GuardedWriter output = new(() => Console.Out);
        Console.SetOut(output);
        Console.SetError(new GuardedWriter(() => Console.Error));
        try
        {
            int exitCode = Run(arguments);
            return output.Failure is null ? exitCode : NotWritten(output.Failure, exitCode);
        }
        catch (IOException failure)
        {
            return NotWritten(failure, exitCode: 1);
        }
    }

    private static int NotWritten(Exception failure, int exitCode)
    {
        Console.Error.Write($"runner: stdout could not be written ({OutputFile.Reason(failure)})\n");
        return exitCode == 0 ? 1 : exitCode;
    }

    private static int Run(string[] arguments)
    {
        if (ArgumentBytes.AreLost(arguments))
        {
            Console.Error.WriteLine(
                "runner: an argument has bytes that are not UTF-8 and would be sent as others: "
                + "put them into a file (-b @FILE) or a script (-s FILE)");
            return 1;
        }

        return InvokedName.IsWrk() ? WrkCommand.Run(arguments)
            : arguments.Length == 0 ? NoCommand()
            : RunVerb(arguments);
    }

    private static IReadOnlyList<(string Name, string Summary)> Commands =>
        [.. s_verbs.Where(verb => verb.Summary is not null).Select(verb => (verb.Name, verb.Summary!))];

    private static int RunVerb(string[] arguments)
    {
        Verb? verb = s_verbs.FirstOrDefault(candidate => candidate.Name == arguments[0]);
        if (verb is null)
        {
            Console.Error.WriteLine(HelpCommand.NoCommand(arguments[0], Commands));
            return 1;
        }

        if (verb.Usage is not null && arguments is [_, "--help" or "-h" or "-?"])
        {
            Console.WriteLine($"Usage: runner {verb.Name} {verb.Usage}".TrimEnd() + $"\n\n{verb.Summary}");
            return 0;
        }

        return verb.Run(arguments[1..]);
    }

    private static int NoCommand()
    {
        HelpCommand.PrintOverview(Commands);
        return 1;
    }

    private static int CompleteShell(string[] arguments) =>
        CompletionCommand.Run(
            arguments,
            [.. Commands.Select(command => command.Name)],
            [.. Described.Select(command => new CompletedCommand(command.Name, command.Options))]);

    private static int PrintHelp(string[] arguments) => HelpCommand.Run(arguments, Commands, Described, RunVerb);

    private static int PrintVersion(string[] arguments)
    {
        Version version = typeof(Program).Assembly.GetName().Version ?? new Version(0, 0, 0);
        Console.WriteLine($"runner {version.ToString(3)} ({RuntimeName.Text})");
        if (arguments.Contains("-v"))
        {
            Notices.Print(Console.Out);
        }

        return 0;
    }

    // A command as the user sees it; one without a summary is an alias and is left out of the list. The usage is for
    // a command that does not tell its own.
    private sealed record Verb(string Name, string? Summary, Func<string[], int> Run, string? Usage = null);
}
