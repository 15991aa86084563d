using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Text;
using FastHttp.Transports;
using Runner.Diagnosis;
using Runner.Help;
using Runner.Live;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Outputs;
using Runner.Planning;
using Runner.Repeating;
using Runner.Reporting;
using Runner.Scenarios;
using Runner.Scripting;
using Runner.Sessions;

namespace Runner.Commands;

// `runner wrk`: parse → plan → run → report. Wiring only; each step is a room of its own.
internal static class WrkCommand
{
    private const string SeeHelp = "see 'runner wrk --help'";

    /// <summary>What is said of it.</summary>
    public static CommandSpec Spec { get; } = new("wrk", OptionTable.All)
    {
        Usage = "<options> <url> [script arguments]",
        Summary = "Loads an HTTP server and prints wrk's report.",
        More = UsageText.More,
        Details = UsageText.Details,
    };

    public static int Run(string[] arguments)
    {
        (CliOptions options, UsageError? usage) = CliParser.Parse(arguments);
        Transport transport;
        string reason;
        try
        {
            transport = TransportPlanner.Select(options.Transport, out reason);
        }
        catch (Exception refusal) when (refusal is ArgumentException or PlatformNotSupportedException)
        {
            return Refuse($"runner: {refusal.Message}", showUsage: false, exitCode: 1);
        }

        if (options.PrintVersion)
        {
            Console.Out.Write(UsageText.VersionLine(transport.Name));
        }

        bool isEmpty = arguments.Length == 0 && usage is null && !options.HasTarget;
        if (isEmpty || usage is { IsWanted: true })
        {
            Console.Out.Write(UsageText.Usage);
            return 1;
        }

        if (usage is not null)
        {
            return Refuse(usage.Message, usage.ShowUsage, exitCode: 1, usage.Hint);
        }

        if (options.Load.Repeat > 1 && options.HasTarget)
        {
            return options.Output.HasSinglePlace
                ? Refuse(RepeatedRuns.NoOutputs, showUsage: false, exitCode: 1)
                : RepeatCommand.Repeat(options.Load.Repeat, ["wrk", .. RepeatedRuns.WithoutRepeat(arguments)]);
        }

        if (options.PrintVersion && options.Url is not null)
        {
            Console.Error.Write($"runner: transport {transport.Name}: {reason}\n");
        }

        (RunPlan? plan, PlanError? error) = options.Request.DryRun
            ? RunPlanner.Plan(options)
            : RunPlanner.PlanAsync(options, CancellationToken.None).GetAwaiter().GetResult();
        if (options.Request.DryRun && error is null)
        {
            return DryRun(plan!, options);
        }

        if (options.Request.Trace && error is null)
        {
            return Trace(plan!, transport, options);
        }

        return error is null
            ? Run(plan!, transport, options)
            : Refuse(error.Message, error.ShowUsage, error.ExitCode, error.Hint);
    }

    private static int Run(RunPlan plan, Transport transport, CliOptions options)
    {
        (Session? session, string? refusal) = Session.Open(options);
        if (session is null)
        {
            return Refuse($"runner: {refusal}", showUsage: false, exitCode: 1);
        }

        using (session)
        {
            return Run(plan, transport, session, options);
        }
    }

    private static int Run(RunPlan plan, Transport transport, Session session, CliOptions options)
    {
        bool verbose = options.PrintVersion;
        Diagnostics.WriteWarnings(Console.Error, plan.Warnings);
        using ScriptedRun? run = ScriptedRun.Prepare(
            plan, transport, ScriptPlanner.Plan(options), out ScriptError? failure);
        if (run is null)
        {
            return Refuse(Describe(failure!, verbose), showUsage: false, failure!.ExitCode);
        }

        Diagnostics.WriteWarnings(Console.Error, run.Plan.Warnings.Skip(plan.Warnings.Count));
        plan = run.Plan;
        WriteHint(run.Script);
        if (verbose)
        {
            WriteChoices(plan, run.Script);
        }

        // Programs read wrk's text from a pipe or a file; on a terminal people do.
        bool isWrk = options.Output.Summary == SummaryKind.Wrk
            || (options.Output.Summary == SummaryKind.Auto && !session.ReportsOnTerminal);
        session.Begin();
        WrkReport.WriteHeader(session.Report, plan);
        session.Show(TargetOf(plan, transport), run.Session.Interrupt);
        session.Observe(run.Session.Run);
        RunSnapshot snapshot = Measure(run, session);
        EndedRun ended = session.Judge(run.Session.Run);
        run.Script?.FlushOutput();
        if (isWrk)
        {
            WriteResult(session.Report, plan, ended);
        }

        Explain(run, snapshot);
        Session.Explain(ended);
        if (!isWrk)
        {
            FullReport.Write(session.Report, ended.Run.Document!);
        }

        session.Write(ended);
        return session.ExitCode(run.Script is null ? 0 : Finish(run.Script, snapshot, plan, verbose));
    }

    private static RunSnapshot Measure(ScriptedRun run, Session session)
    {
        using CancellationTokenSource stop = new();
        using CancellationTokenRegistration interrupts = stop.Token.Register(run.Session.Interrupt);
        using PosixSignalRegistration signal = InterruptSignal.StopOn(PosixSignal.SIGINT, stop, session.Hide);
        return run.Measure();
    }

    private static void WriteHint(ScriptHost? script)
    {
        if (script?.Hint is { } hint)
        {
            Console.Error.Write($"runner: {hint}\n");
        }
    }

    private static void WriteChoices(RunPlan plan, ScriptHost? script)
    {
        if (plan.Target.IsTls)
        {
            string tls = TlsSelector.Select(out string why);
            Console.Error.Write($"runner: TLS {tls}: {why}\n");
        }

        if (script is not null)
        {
            Console.Error.Write($"runner: scripts run on {script.Engine}\n");
        }
    }

    private static void WriteResult(TextWriter report, RunPlan plan, EndedRun ended)
    {
        WrkReport.WriteResult(report, plan, ended.Run.Snapshot!);
        if (plan.Scenario is not null)
        {
            ScenarioReport.Write(report, ended.Run.Document!);
        }
    }

    private static int DryRun(RunPlan plan, CliOptions options)
    {
        using ScriptHost? script = ScriptLoader.Load(
            plan, ScriptPlanner.Plan(options), out ScriptError? failure);
        if (failure is not null)
        {
            return Refuse(Describe(failure, options.PrintVersion), showUsage: false, failure.ExitCode);
        }

        using StandardOutput output = new();
        byte[] first = ScenarioRuns.FirstBatch(plan, script);
        output.Write(first);

        // A file or a pipe gets the bytes as they are.
        if (!Console.IsOutputRedirected && first is not [.., (byte)'\n'])
        {
            output.WriteByte((byte)'\n');
        }

        return 0;
    }

    private static int Trace(RunPlan plan, Transport transport, CliOptions options)
    {
        using ScriptHost? script = ScriptLoader.Load(
            plan, ScriptPlanner.Plan(options), out ScriptError? failure);
        if (failure is null && script?.Scenario is null)
        {
            WriteHint(script);
            failure = new ScriptError(
                ScriptErrorKind.Load, "runner: --trace shows a scenario: add -s FILE with function user(u)");
        }

        if (failure is not null)
        {
            return Refuse(Describe(failure, options.PrintVersion), showUsage: false, failure.ExitCode);
        }

        return ScenarioRuns.Trace(script!.Scenario!, plan, transport, Console.Out, Console.Error);
    }

    private static ScreenTarget TargetOf(RunPlan plan, Transport transport) =>
        new(UrlText.Blot(plan.Url), plan.Connections, plan.Lanes, transport.Name, Environment.ProcessorCount)
        {
            Details = plan.ScriptPath ?? "",
            Requests = plan.RequestLimit,
            Warmup = plan.Load.Warmup,
        };

    // What only the connections, or a look at the target, can tell comes last.
    private static void Explain(ScriptedRun run, RunSnapshot snapshot)
    {
        Diagnostics.WriteFindings(Console.Error, run.Plan, snapshot);
        Diagnostics.WriteEndedUsers(Console.Error, run.Script?.EndedUsers ?? 0);
        if (run.Session.BadCertificate is { } certificate)
        {
            Console.Error.Write(
                $"runner: certificate: {certificate}; it was accepted, as wrk does, --verify refuses it\n");
        }

        foreach (string line in TargetDiagnosis.ExplainAsync(run.Plan, snapshot, CancellationToken.None)
            .GetAwaiter().GetResult())
        {
            Console.Error.Write($"runner: {line}\n");
        }
    }

    private static int Finish(ScriptHost script, RunSnapshot run, RunPlan plan, bool verbose)
    {
        ScriptError? failure = ScriptLoader.Finish(script, run, plan);
        return failure is null ? 0 : Refuse(Describe(failure, verbose), showUsage: false, failure.ExitCode);
    }

    private static string Describe(ScriptError failure, bool verbose) =>
        verbose && failure.Traceback.Length != 0 ? $"{failure.Message}\n{failure.Traceback}" : failure.Message;

    // The reason, and then what to do. A program that reads the streams finds on each what wrk writes to it, byte for
    // byte; on a terminal the usage would only push the reason up. The hint is ours.
    private static int Refuse(string? message, bool showUsage, int exitCode, string? hint = null)
    {
        if (showUsage)
        {
            if (Console.IsOutputRedirected)
            {
                Console.Out.Write(UsageText.ShortUsage);
                Console.Out.Flush();
            }

            hint = hint is null ? SeeHelp : hint + (hint.EndsWith('?') ? " " : "; ") + SeeHelp;
        }

        if (message is not null)
        {
            Console.Error.Write(message + "\n");
        }

        if (hint is not null)
        {
            Console.Error.Write($"runner: hint: {hint}\n");
        }

        return exitCode;
    }
}
