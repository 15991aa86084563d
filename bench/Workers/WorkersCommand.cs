using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Bench.Comparison;

namespace Bench.Workers;

/// <summary>
/// <c>locust</c>: Python's workers and ours under a real Locust master, against one nginx, one after the other: what a
/// request cost each of them; then what many resting users cost, and what recording costs.
/// </summary>
internal static class WorkersCommand
{
    private static readonly int[] s_restingUsers = [100, 1000, 10_000];

    public static int Run(string[] arguments)
    {
        Option<int> seconds = PeersCommand.Number("--seconds", 7, "Length of a run");
        Option<int> users = PeersCommand.Number("--users", 32, "Users at full speed");
        Option<int> rate = PeersCommand.Number("--rate", 2000, "Requests a second of users with wait times");
        Option<string?> boomer = new("--boomer")
        {
            Description = "A boomer program that takes --master-host, --master-port and --url",
        };
        Option<string> runner = MeasuredRunner.Option();
        RootCommand command = new("Compares workers of a Locust master.") { seconds, users, rate, boomer, runner };
        command.SetAction(result => Compare(new WorkersOptions(
            result.GetValue(seconds),
            result.GetValue(users),
            result.GetValue(rate),
            result.GetValue(runner)!,
            result.GetValue(boomer))));
        return command.Parse(arguments).Invoke();
    }

    private static int Compare(WorkersOptions options)
    {
        const string Python = "/usr/bin/python3";
        if (PeerCatalog.Find("nginx") is not { } nginx || PeerCatalog.Find("locust") is not { } locust)
        {
            Console.Error.WriteLine("bench: nginx or Locust is missing (Debian: nginx-light, python3-locust).");
            return 1;
        }

        string folder = Directory.CreateTempSubdirectory("workers-").FullName;
        try
        {
            (string[] Server, string[] Client) pinning = PeersCommand.Pinning();
            using NginxServer target = new(nginx, pinning.Server, folder);
            Uri url = new(target.Url);
            string root = url.GetLeftPart(UriPartial.Authority);
            Console.WriteLine($"{PeersReport.Machine()}; {RuntimeInformation.FrameworkDescription}; "
                + $"Linux {Environment.OSVersion.Version.ToString(3)}; one core for the worker");
            Console.WriteLine(MeasuredRunner.Describe(options.Runner));
            IReadOnlyList<WorkerPeer> peers = WorkerCatalog.Create(options, url, Python, folder);
            Print(
                $"{options.Users} users at full speed, {options.Seconds} s",
                peers.Where(peer => peer.Missing is null),
                options.Seconds,
                peer => MasterRun.Measure(peer, locust, pinning, root, options.Users, options.Seconds, folder));
            foreach (WorkerPeer peer in peers.Where(peer => peer.Missing is not null))
            {
                Console.WriteLine($"{peer.Name}: {peer.Missing}");
            }

            int length = options.Seconds * 3;
            Print(
                $"runner locust, users with wait times, {options.Rate} requests/s together, {length} s",
                s_restingUsers.Select(users => WorkerCatalog.Resting(options, url, users)),
                length,
                peer => MasterRun.Measure(
                    peer, locust, pinning, root, int.Parse(peer.Name.Split(' ')[0], null), length, folder));
            Console.WriteLine($"\nrecording a request: {Text(RecordingCost.OnLane(), "0")} ns on a lane, "
                + $"{Text(RecordingCost.ByName(), "0")} ns by name");
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

    private static void Print(
        string title, IEnumerable<WorkerPeer> peers, int seconds, Func<WorkerPeer, WorkerResult> measure)
    {
        TextTable table = new(["worker", "requests/s", "CPU µs a request", "average ms", "peak MB"]);
        try
        {
            foreach (WorkerPeer peer in peers)
            {
                Console.Error.WriteLine($"running: {peer.Name}");
                WorkerResult result = measure(peer);
                table.Add(
                [
                    peer.Name, Text((double)result.Requests / seconds, "0"), Text(result.CpuMicros, "0.00"),
                    Text(result.AverageMs, "0.000"), Text(result.PeakBytes / (1024.0 * 1024.0), "0"),
                ]);
            }
        }
        finally
        {
            // What was measured is worth seeing though a later one fails.
            Console.WriteLine($"\n{title}\n");
            table.Print(Console.Out);
        }
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
