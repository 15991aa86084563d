using System;
using System.CommandLine;
using System.IO;
using Runner.Demo;
using Runner.Options.Parsing;
using Runner.Setup;

namespace Runner.Commands;

/// <summary>
/// <c>runner demo</c>: starts the embedded target, prints the command line that it is about to run, runs it, says what
/// to type next, and returns its exit code. It calls the command as the user would, with nothing added. What it does
/// meanwhile it says on stderr.
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
        Option<bool> scenario = new("--scenario")
        {
            Description = "Users that do one thing after the other, from a script in Lua",
        };
        Option<bool> locust = new("--locust")
        {
            Description = "A Locust master, which has to be installed, with this program as its worker",
        };
        Command command = new("demo", "Start the embedded target and load it.") { duration, scenario, locust };
        command.SetAction(result => Demonstrate(
            result.GetValue(duration)!, result.GetValue(scenario), result.GetValue(locust), runner));
        return SubCommand.Invoke(command, arguments);
    }

    private static int Demonstrate(string duration, bool isScenario, bool isLocust, Func<string[], int> runner)
    {
        if (isScenario && isLocust)
        {
            return Refuse("--scenario and --locust are two demonstrations: run one after the other");
        }

        string? master = isLocust ? DemoMaster.Find(Environment.GetEnvironmentVariable("PATH")) : null;
        if (isLocust && master is null)
        {
            return Refuse(DemoMaster.Missing);
        }

        try
        {
            (string executable, string[] leadingArguments) = InvokedName.OwnCommand();
            Say("starting a server to load, on a free port of this machine");
            using DemoTarget target = DemoTarget.Start(executable, leadingArguments);
            Say($"it answers at {target.Url}; loading it for {duration}");
            return master is not null ? RunLocust(master, duration, target.Url, runner)
                : isScenario ? RunScenario(duration, target.Url, runner)
                : RunWrk(duration, target.Url, runner);
        }
        catch (IOException error)
        {
            return Refuse(error.Message);
        }
    }

    private static int RunWrk(string duration, string url, Func<string[], int> runner)
    {
        int code = RunLine(["wrk", "-t2", "-c64", "-d" + duration, "--latency", url + Route], runner);
        DemoText.WriteNext(Console.Out);
        return code;
    }

    private static int RunScenario(string duration, string url, Func<string[], int> runner)
    {
        using DemoFolder folder = new();
        string script = folder.Save("shop.lua", DemoText.Scenario);
        Console.Write($"$ cat {script}\n{DemoText.Scenario}");
        int code = RunLine(
            ["wrk", "-t2", "-c64", "-d" + duration, "-s", script, "--threshold", "checks>99%", url], runner);
        DemoText.WriteNextScenario(Console.Out);
        return code;
    }

    private static int RunLocust(string master, string duration, string url, Func<string[], int> runner)
    {
        using DemoFolder folder = new();
        string file = folder.Save("locustfile.py", DemoText.LocustFile);
        Say("starting Locust's master, which waits for one worker and then starts 20 users");
        using DemoMaster locust = DemoMaster.Start(master, file, url, duration);
        Console.Write($"$ {locust.CommandLine}\n");
        int code = RunLine(["locust", "--master-host=127.0.0.1", $"--master-port={locust.Port}", Route], runner);
        code = locust.WaitForExit() is var ended && code == 0 ? ended : code;
        DemoText.WriteNextLocust(Console.Out);
        return code;
    }

    private static int RunLine(string[] line, Func<string[], int> runner)
    {
        Console.WriteLine("$ runner " + string.Join(' ', line));
        return runner(line);
    }

    private static void Say(string what) => Console.Error.WriteLine($"runner demo: {what}");

    private static int Refuse(string why)
    {
        Say(why);
        return 1;
    }
}
