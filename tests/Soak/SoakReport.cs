using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using FastHttp;

namespace Soak;

/// <summary>The figures of a soak, as text.</summary>
internal static class SoakReport
{
    private const double Mebi = 1024.0 * 1024.0;

    public static void Print(TextWriter writer, SoakRun run, TimeSpan time, int seed)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"soak of {time.TotalMinutes:0.##} minutes, seed {seed}");
        foreach (SoakTally tally in run.Tallies)
        {
            Print(text, tally);
        }

        foreach (SoakServer server in run.Servers)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{server.Name}: {server.Accepted} connections, {server.Requests} requests, "
                + $"{server.Restarts} restarts");
        }

        foreach ((string transport, PoolStatistics pool) in run.Pools)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{transport}: {pool.Opened} opened, {pool.Closed} closed, {pool.OpenFailed} failed to open, "
                + $"{pool.Retries} retries; at the end {pool.Idle} idle, {pool.InUse} in use, {pool.Waiting} waiting");
        }

        (long early, long late) = run.Memory.Live;
        text.AppendLine(CultureInfo.InvariantCulture,
            $"memory: {early / Mebi:0.00} MiB live in the second quarter, {late / Mebi:0.00} in the last; resident "
            + $"{run.Memory.Samples.Max(sample => sample.Resident) / Mebi:0} MiB at most");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"sockets and epolls: {run.DescriptorsBefore} before, "
            + $"{run.Memory.Samples.Max(sample => sample.Descriptors)} at most, {run.DescriptorsAfter} after");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"buffers: {run.RentedBuffers} rented, {run.LostBuffers} not given back; "
            + $"{run.OpenTlsStates} connections over TLS not freed");
        text.AppendLine(CultureInfo.InvariantCulture, $"{run.Violated} violations");
        foreach (SoakTally tally in run.Tallies)
        {
            foreach (string violation in tally.Violations)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {tally.Name}: {violation}");
            }
        }

        writer.Write(text);
    }

    private static void Print(StringBuilder text, SoakTally tally)
    {
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{tally.Name}: {tally.Sent} calls started, {tally.Ended} ended, {tally.Of(HttpError.None)} succeeded");
        foreach (SoakKind kind in Enum.GetValues<SoakKind>())
        {
            string outcomes = string.Join(", ", tally.Of(kind).Select(pair => $"{pair.Count} {pair.Error}"));
            if (outcomes.Length > 0)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {kind,-14}{outcomes}");
            }
        }
    }
}
