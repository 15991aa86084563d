using System;
using System.CommandLine;
using System.IO;

namespace Runner.Demo;

/// <summary>
/// <c>runner demo</c>: starts the embedded target, prints the <c>runner wrk</c> command line that it is about to run,
/// runs it, and returns its exit code. It calls the command as the user would, with nothing added.
/// </summary>
internal static class DemoCommand
{
    private const string Route = "/user/123";

    /// <summary>Parses the arguments after <c>demo</c> and runs.</summary>
    /// <param name="arguments">The arguments after the command's name.</param>
    /// <param name="runner">Runs a whole command line, its first word the command, and returns its exit code.</param>
    public static int Run(string[] arguments, Func<string[], int> runner)
    {
        Option<string> duration = new("--duration", "-d")
        {
            Description = "How long to load the target",
            HelpName = "time",
            DefaultValueFactory = _ => "5s",
        };
        Command command = new("demo", "Start the embedded target and run wrk mode against it.") { duration };
        command.SetAction(result => Demonstrate(result.GetValue(duration)!, runner));
        return SubCommand.Invoke(command, arguments);
    }

    private static int Demonstrate(string duration, Func<string[], int> runner)
    {
        try
        {
            (string executable, string[] leadingArguments) = OwnCommand();
            using DemoTarget target = DemoTarget.Start(executable, leadingArguments);
            string[] line = ["wrk", "-t2", "-c64", "-d" + duration, "--latency", target.Url + Route];
            Console.WriteLine("$ runner " + string.Join(' ', line));
            return runner(line);
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"runner demo: {error.Message}.");
            return 1;
        }
    }

    // How this process was started: by its own name, or as `dotnet runner.dll`.
    private static (string Executable, string[] LeadingArguments) OwnCommand()
    {
        string process = Environment.ProcessPath ?? throw new IOException("the path of this executable is not known");
        bool hosted = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return (process, hosted ? [Environment.GetCommandLineArgs()[0]] : []);
    }
}
