using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;

namespace Bench.Comparison;

/// <summary>
/// <c>peers</c>: runs us and the installed load generators against one nginx, in rounds, so that what else the machine
/// does falls on all of them, and prints what each request cost.
/// </summary>
internal static class PeersCommand
{
    // What a peer says and what nginx says may differ by what was in flight when the time was up, and by a little more:
    // some count only what they have read, others close without reading.
    private const double CountTolerance = 0.02;

    // A peer that closes a connection keeps its port for a second, from the next connection to the same server too.
    // connect(2) looks at all of those before it finds a free one: after h2load's 8,000, the next peer paid half as
    // much again for a request.
    private const int PortRestMs = 1_500;

    public static int Run(string[] arguments)
    {
        Option<int> rounds = Number("--rounds", 5, "Runs of each peer");
        Option<int> seconds = Number("--seconds", 4, "Length of a run");
        Option<int> connections = Number("--connections", 64, "Keep-alive connections");
        Option<int> threads = Number("--threads", 1, "Threads of the peers that take such a number");
        Option<string> runner = MeasuredRunner.Option();
        Option<string[]> only = new("--only")
        {
            Description = "The loads to compare under; all unless given",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong(PeerCatalog.LoadNames);
        RootCommand command = new("Compares us with the installed load generators.")
        {
            rounds, seconds, connections, threads, runner, only,
        };
        command.SetAction(result => Compare(new PeersOptions(
            result.GetValue(rounds),
            result.GetValue(seconds),
            result.GetValue(connections),
            result.GetValue(threads),
            result.GetValue(runner)!,
            result.GetValue(only) ?? [])));
        return command.Parse(arguments).Invoke();
    }

    /// <summary>An option that takes a number above 0.</summary>
    public static Option<int> Number(string name, int value, string description)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !int.TryParse(token.Value, out int number) || number <= 0))
            {
                result.AddError($"{name} takes a number greater than 0.");
            }
        });
        return option;
    }

    private static int Compare(PeersOptions options)
    {
        if (PeerCatalog.Find("nginx") is not { } nginx)
        {
            Console.Error.WriteLine("bench: nginx is missing (Debian: nginx-light); there is no server to load.");
            return 1;
        }

        string folder = Directory.CreateTempSubdirectory("peers-").FullName;
        try
        {
            (string[] server, string[] client) = Pinning();
            using NginxServer target = new(nginx, server, folder);
            PeersReport.PrintHeading(Console.Out, options);
            foreach (PeerLoad load in PeerCatalog.Create(options, target, folder))
            {
                Compare(load, options, client, target, Path.Combine(folder, "output"));
            }

            return 0;
        }
        catch (Exception error) when (error is PeerException or System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine($"bench: {error.Message}");
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(
        PeerLoad load, PeersOptions options, string[] client, NginxServer target, string outputFile)
    {
        Dictionary<Peer, List<PeerResult>> results = load.Peers
            .Where(peer => peer.Missing is null)
            .ToDictionary(peer => peer, _ => new List<PeerResult>());
        for (int round = 1; round <= options.Rounds; round++)
        {
            foreach ((Peer peer, List<PeerResult> list) in results)
            {
                Console.Error.WriteLine($"{load.Name}, round {round} of {options.Rounds}: {peer.Name}");
                list.Add(Measure(peer, client, target, options, load.Connections, outputFile));
                Thread.Sleep(PortRestMs);
            }
        }

        PeersReport.Print(Console.Out, load, results);
    }

    /// <summary>
    /// What pins the server to the first core and the peer to the second: neither then takes the other's time.
    /// </summary>
    public static (string[] Server, string[] Client) Pinning()
    {
        if (Environment.ProcessorCount < 2 || PeerCatalog.Find("taskset") is not { } taskset)
        {
            Console.Error.WriteLine("bench: one core, or no taskset: nothing is pinned, which spreads the figures.");
            return ([], []);
        }

        return ([taskset, "-c", "0"], [taskset, "-c", "1"]);
    }

    private static PeerResult Measure(
        Peer peer, string[] pinning, NginxServer target, PeersOptions options, int connections, string outputFile)
    {
        long before = target.CountRequests();
        TimeSpan limit = TimeSpan.FromSeconds((options.Seconds * 2) + 20);
        MeasuredRun run = MeasuredProcess.Run([.. pinning, .. peer.Command], outputFile, limit);

        // The second look counts itself.
        long seen = target.CountRequests() - before - 1;
        long said = peer.CountRequests(run.Output);
        if (run.ExitCode != 0 || said == 0)
        {
            throw new PeerException(
                $"{peer.Name} ended with exit code {run.ExitCode} and {said} requests. It wrote:\n{run.Output}");
        }

        if (Math.Abs(seen - said) > (CountTolerance * seen) + (2 * connections))
        {
            throw new PeerException($"{peer.Name} says it has done {said} requests; nginx has seen {seen}.");
        }

        return PeerResult.From(run, said, options.Seconds, Peer.SteadyMicros(run.Output));
    }
}
