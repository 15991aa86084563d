using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace Bench.Comparison;

/// <summary>The tables that <c>peers</c> prints, one for each load.</summary>
internal static class PeersReport
{
    private static readonly string[] s_heading =
        ["peer", "requests/s", "user µs", "system µs", "CPU µs a request", "of wrk's", "in the second half", "peak MB"];

    /// <summary>Prints what all tables have in common.</summary>
    public static void PrintHeading(TextWriter writer, PeersOptions options)
    {
        writer.WriteLine($"{options.Connections} connections, {options.Threads} threads, {options.Seconds} s a run, "
            + $"{options.Rounds} interleaved rounds; medians, with (least..most)");
        writer.WriteLine($"{Machine()}; {RuntimeInformation.FrameworkDescription}; "
            + $"Linux {Environment.OSVersion.Version.ToString(3)}");
        writer.WriteLine(MeasuredRunner.Describe(options.Runner));
    }

    /// <summary>Prints the table of one load.</summary>
    public static void Print(TextWriter writer, PeerLoad load, Dictionary<Peer, List<PeerResult>> results)
    {
        writer.WriteLine($"\n{load.Name}: {load.Title}\n");
        List<PeerResult>? baseline = results.FirstOrDefault(entry => entry.Key.Name == PeerCatalog.Baseline).Value;
        TextTable table = new(s_heading);
        foreach ((Peer peer, List<PeerResult> runs) in results)
        {
            table.Add(Row(peer.Name, runs, baseline));
        }

        table.Print(writer);
        foreach (Peer peer in load.Peers.Where(peer => peer.Missing is not null))
        {
            writer.WriteLine($"{peer.Name}: missing (Debian: {peer.Missing})");
        }
    }

    private static string[] Row(string name, List<PeerResult> runs, List<PeerResult>? baseline) =>
    [
        name,
        Spread.Of(runs.Select(run => run.RequestsPerSecond)).Format("0"),
        Spread.Of(runs.Select(run => run.UserMicros)).Format("0.00"),
        Spread.Of(runs.Select(run => run.SystemMicros)).Format("0.00"),
        Spread.Of(runs.Select(run => run.CpuMicros)).Format("0.00"),

        // Round by round: both then had the same neighbours.
        baseline is null ? "-" : Ratio(runs, baseline).Format("0.00"),
        runs.All(run => run.SteadyMicros is not null)
            ? Spread.Of(runs.Select(run => run.SteadyMicros!.Value)).Format("0.00")
            : "-",
        Spread.Of(runs.Select(run => run.PeakMegabytes)).Format("0"),
    ];

    private static Spread Ratio(List<PeerResult> runs, List<PeerResult> baseline) =>
        Spread.Of(runs.Zip(baseline, (run, wrk) => run.CpuMicros / wrk.CpuMicros));

    /// <summary>What the figures were taken on.</summary>
    public static string Machine()
    {
        string? model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                ?.Split(':', 2)[1].Trim()
            : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores";
    }
}
