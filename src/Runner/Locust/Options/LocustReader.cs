using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using FastHttp.Load.Planning;
using LocustBridge;
using LocustBridge.RateLimiting;
using Runner.Options;
using Runner.Options.Entries;
using Runner.Options.Parsing;
using Runner.Planning;

namespace Runner.Locust.Options;

// From the command line to options, or the first reason why not: what one option cannot tell by itself.
internal static class LocustReader
{
    private const string SeeHelp = ". See 'runner locust --help'";

    /// <summary>Makes the command.</summary>
    public static OptionCommand<LocustOptions> Syntax() =>
        new("locust", LocustOptionTable.All, ArgumentArity.ZeroOrOne);

    /// <summary>Returns the options, or one line that says what is wrong.</summary>
    public static (LocustOptions? Options, string? Error) Read(OptionCommand<LocustOptions> syntax, ParseResult result)
    {
        (LocustOptions? options, string? error) = syntax.Read(result, new LocustOptions());
        if (options is null)
        {
            return (null, error + SeeHelp);
        }

        options = Completed(options with { Url = syntax.OperandOf(result) });
        error = options.Url is ['-', ..] ? $"unknown option '{options.Url}'{SeeHelp}"
            : LocustWorkerOptions.HostProblem(options.MasterHost)
                ?? ClassFault(options) ?? LimitFault(options) ?? TargetFault(options) ?? OutputFault(options);
        return error is null ? (options, null) : (null, error);
    }

    private static LocustOptions Completed(LocustOptions options) => options with
    {
        Headless = options.Headless && !options.IsWorker,
        Classes = options.Classes.Count > 0
            ? options.Classes
            : [new UserClassOption(UserClassOption.DefaultName, ScriptPath: null)],
        Warnings = options.Headless && options.IsWorker
            ? ["--headless has no effect: with --worker, the master says when to run", .. options.Warnings]
            : options.Warnings,
    };

    private static string? ClassFault(LocustOptions options)
    {
        foreach (UserClassOption userClass in options.Classes)
        {
            string? path = userClass.ScriptPath;
            if (path?.EndsWith(".py", StringComparison.OrdinalIgnoreCase) == true)
            {
                return $"'{path}' is Python (the master runs it). Give this worker a Lua script, or none";
            }

            if (path is not null && !File.Exists(path))
            {
                return $"there is no script '{path}' (file not found). Check the path";
            }

            if (options.Classes.Count(other => other.Name == userClass.Name) > 1)
            {
                return Fault(LocustOptionTable.UserClass, $"{userClass.Name}={path}", "that class is there already");
            }
        }

        string? unknown = options.RunTasks.FirstOrDefault(name => options.Classes.All(item => item.Name != name));
        return unknown is null ? null : Fault(
            LocustOptionTable.RunTasks,
            unknown,
            "expected " + string.Join(" or ", options.Classes.Select(item => item.Name)));
    }

    private static string? LimitFault(LocustOptions options)
    {
        bool isGood = LocustRateLimiter.TryParse(
            options.MaxRps, options.RequestIncreaseRate, out LocustRateLimiter? limiter);
        limiter?.Dispose();
        OptionSpec option = LocustOptionTable.IncreaseRate;
        string text = options.RequestIncreaseRate;
        return isGood ? null : Fault(option, text, option.Refusal(text));
    }

    private static string? TargetFault(LocustOptions options)
    {
        string? url = ClassPlanner.UrlOf(options, null);
        return options.AsksForMaster
                ? "this is a worker (the master is Locust's own). Start it with: locust --master -f FILE.py"
            : url is null && (options.Headless || options.RunTasks.Count != 0)
                ? "no target (neither a URL nor --host is given). Say what to load: http://host:port/path"
            : url is not null && TargetUrl.TryParse(url) is null
                ? $"invalid URL '{url}' ({HabitHints.OfUrl(url) ?? "http://host:port/path is expected"}). Correct it"
            : null;
    }

    private static string? OutputFault(LocustOptions options)
    {
        OutputOptions output = options.Shared.Output;
        string?[] paths = [output.JsonPath, output.HtmlPath, output.HdrPath, output.TimeSeriesPath, output.JUnitPath];
        return RunPlanner.FaultOfGates(options.Shared) is { } refusal ? refusal
            : options.Json && paths.Contains("-") ? "stdout can take one result only. Give --json or the other a file"
            : null;
    }

    private static string Fault(OptionSpec option, string value, string why) =>
        $"invalid value '{value}' for {option.Flag} ({why}){SeeHelp}";
}
