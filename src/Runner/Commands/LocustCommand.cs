using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;
using LocustBridge;
using LocustBridge.RateLimiting;
using Runner.Help;
using Runner.Locust.Options;
using Runner.Locust.Output;
using Runner.Locust.Worker;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Planning;
using Runner.Sessions;

namespace Runner.Commands;

/// <summary>
/// <c>runner locust</c>: a worker of a Locust master, or with --headless a run of its own. Wiring only.
/// </summary>
internal static class LocustCommand
{
    /// <summary>What is said of it.</summary>
    public static CommandSpec Spec { get; } = new("locust", LocustOptionTable.All)
    {
        Usage = "[options] [URL]",
        Summary = "Makes load for a Locust master, or alone with --headless. URL is http://host:port/path, or a\n"
            + "path where --host or the master gives the host.",
        More = "'runner help locust' has examples, and what letters mean here.",
        Details = "A worker of a [Locust](https://locust.io) master, or alone with `--headless`: "
            + "[docs/locust.md](locust.md). Letters mean\nwhat they mean in Locust. `--result FILE` is `--json` of "
            + "`runner wrk`, since that is one of Locust's own. A variable gives\nway to what is typed.",
    };

    /// <summary>Parses the arguments after <c>locust</c> and runs.</summary>
    public static int Run(string[] arguments)
    {
        arguments = LocustHabits.Adapt(arguments, out string? refusal);
        if (refusal is not null)
        {
            return Refuse(refusal);
        }

        OptionCommand<LocustOptions> syntax = LocustReader.Syntax();
        string[] words = LocustArguments.Normalize(arguments, Environment.GetEnvironmentVariable);
        syntax.Command.SetAction(result =>
        {
            (LocustOptions? options, string? error) = LocustReader.Read(syntax, result);
            return options is null ? Refuse(error!) : RunAsync(options with
            {
                Shared = options.Shared with { CommandText = CommandText.Of("locust", words) },
            }).GetAwaiter().GetResult();
        });
        return SubCommand.Invoke(syntax.Command, words, Spec.Help);
    }

    private static async Task<int> RunAsync(LocustOptions options)
    {
        options = options.RunTasks.Count != 0 ? OnceMode.Prepare(options) : options;
        Transport transport;
        LocustLog log;
        try
        {
            transport = TransportPlanner.Select(options.Shared.Transport, out _);
            log = new LocustLog(options.LogLevel, options.LogFile);
        }
        catch (Exception refusal) when (refusal is ArgumentException or PlatformNotSupportedException)
        {
            return Refuse(refusal.Message);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return Refuse($"the log file cannot be opened ({refusal.Message.TrimEnd('.')}). Check --logfile");
        }

        using (log)
        {
            foreach (string warning in options.Warnings)
            {
                log.Warn(warning);
            }

            using CancellationTokenSource stop = new();
            using RunResults? results = RunResults.Create(options, transport.Name, log, stop.Cancel, stop.Token);
            void Hide() => results?.Hide();
            using PosixSignalRegistration interrupt = InterruptSignal.StopOn(PosixSignal.SIGINT, stop, Hide);
            using PosixSignalRegistration terminate = InterruptSignal.StopOn(PosixSignal.SIGTERM, stop, Hide);
            return await RunAsync(options, transport, results, log, stop.Token).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunAsync(
        LocustOptions options, Transport transport, RunResults? results, LocustLog log, CancellationToken stop)
    {
        LocustRateLimiter.TryParse(options.MaxRps, options.RequestIncreaseRate, out LocustRateLimiter? limiter);
        int code;
        using (LoadHost host = new(options, transport, limiter, results))
        {
            code = await RunAsync(options, host, results, log, stop).ConfigureAwait(false);
        }

        // A worker that had to leave at once has only now ended its run.
        return results is null ? code : await results.FinishAsync(code).ConfigureAwait(false);
    }

    private static async Task<int> RunAsync(
        LocustOptions options, LoadHost host, RunResults? results, LocustLog log, CancellationToken stop)
    {
        // What is wrong with the target or a script is said before anything else begins. A worker without a target of
        // its own has to wait for the master's word.
        ((ILocustReporter)host).Attach(static _ => { }, log.Warn);
        if (ClassPlanner.UrlOf(options, null) is not null)
        {
            try
            {
                if (await host.PrepareAsync(null, stop).ConfigureAwait(false) is string error)
                {
                    return Refuse(error);
                }
            }
            catch (OperationCanceledException)
            {
                return 0;
            }
        }

        if (results?.Open() is string refusal)
        {
            return Refuse(refusal);
        }

        if (options.RunTasks.Count != 0)
        {
            return await OnceMode.RunAsync(options, host, stop).ConfigureAwait(false);
        }

        return options.Headless
            ? await LocalMode.RunAsync(options, host, results, log, stop).ConfigureAwait(false)
            : await WorkerMode.RunAsync(options, host, log, stop).ConfigureAwait(false);
    }

    private static int Refuse(string message)
    {
        // No full stop after the line that points at what is wrong.
        string end = message.EndsWith('^') ? "" : ".";
        Console.Error.Write($"runner locust: {message.TrimEnd('.')}{end}\n");
        return 1;
    }
}
