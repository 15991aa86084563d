using System;
using System.Threading;
using System.Threading.Tasks;
using Runner.Cli;
using Runner.Planning;
using Runner.Reporting;

namespace Runner;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not ["wrk", ..])
        {
            return 1;
        }

        (CliOptions options, UsageError? usage) = CliParser.Parse(args[1..]);
        if (options.PrintVersion)
        {
            Console.Out.Write(UsageText.VersionLine("epoll"));
        }

        if (usage is not null)
        {
            return Refuse(usage.Message, showUsage: true, exitCode: 1);
        }

        (RunPlan? plan, PlanError? error) = await RunPlanner.PlanAsync(options, CancellationToken.None);
        if (plan is null)
        {
            return Refuse(error!.Message, error.ShowUsage, error.ExitCode);
        }

        Diagnostics.WriteWarnings(Console.Error, plan);
        WrkReport.WriteHeader(Console.Out, plan);
        return 0;
    }

    private static int Refuse(string? message, bool showUsage, int exitCode)
    {
        if (message is not null)
        {
            Console.Error.Write(message + "\n");
        }

        if (showUsage)
        {
            Console.Out.Write(UsageText.Usage);
        }

        return exitCode;
    }
}
