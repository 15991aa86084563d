using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Bench.Comparison;

namespace Bench.Workers;

/// <summary>
/// One test of one worker under a real master without a page: started, waited for, and read. The master shares the
/// target's core, so that the worker has its own for itself.
/// </summary>
internal static class MasterRun
{
    // Starting a worker of Python takes seconds on a busy machine.
    private const int ExpectSeconds = 60;

    private const string Locustfile =
        """
        from locust import User, task
        class Bench(User):
            @task
            def work_is_done_by_the_worker(self): pass
        """;

    /// <summary>Runs it.</summary>
    /// <param name="peer">The worker.</param>
    /// <param name="locust">Where Locust is.</param>
    /// <param name="pinning">What pins the master, and what pins the worker.</param>
    /// <param name="url">The target without a path.</param>
    /// <param name="users">How many users, all at once.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="folder">For files.</param>
    public static WorkerResult Measure(
        WorkerPeer peer,
        string locust,
        (string[] Server, string[] Client) pinning,
        string url,
        int users,
        int seconds,
        string folder)
    {
        int port = NginxServer.FreePort();
        File.WriteAllText(Path.Combine(folder, "bench_master.py"), Locustfile);
        string csv = Path.Combine(folder, $"run{port}");
        string[] command =
        [
            .. pinning.Server, locust, "-f", Path.Combine(folder, "bench_master.py"), "--master", "--headless",
            "--only-summary", "--expect-workers", "1", "--expect-workers-max-wait", $"{ExpectSeconds}",
            "-u", $"{users}", "-r", $"{users}", "-t", $"{seconds}s", "--host", url, "--csv", csv,
            "--master-bind-host", "127.0.0.1", "--master-bind-port", $"{port}",
        ];
        StringBuilder log = new();
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process master = Process.Start(start)!;
        master.StandardInput.Close();
        master.OutputDataReceived += (_, line) => Keep(log, line.Data);
        master.ErrorDataReceived += (_, line) => Keep(log, line.Data);
        master.BeginOutputReadLine();
        master.BeginErrorReadLine();
        try
        {
            TimeSpan limit = TimeSpan.FromSeconds(ExpectSeconds + seconds + 30);
            string[] worker =
            [
                .. pinning.Client,
                .. peer.Command.Select(word => word.Replace("{port}", $"{port}", StringComparison.Ordinal)),
            ];
            MeasuredRun run = MeasuredProcess.Run(worker, Path.Combine(folder, "worker.txt"), limit);
            if (!master.WaitForExit(limit))
            {
                throw new PeerException($"the master of {peer.Name} does not end. It wrote:\n{Text(log)}");
            }

            return Read(peer, csv + "_stats.csv", run, Text(log));
        }
        finally
        {
            if (!master.HasExited)
            {
                master.Kill();
                master.WaitForExit();
            }
        }
    }

    private static WorkerResult Read(WorkerPeer peer, string path, MeasuredRun run, string log)
    {
        string[][] lines = File.Exists(path) ? [.. File.ReadLines(path).Select(line => line.Split(','))] : [];
        string[]? total = lines.FirstOrDefault(cells => cells.Length > 5 && cells[1] == "Aggregated");
        long requests = total is null ? 0 : long.Parse(Cell("Request Count"), CultureInfo.InvariantCulture);
        if (requests == 0 || Cell("Failure Count") != "0")
        {
            throw new PeerException(
                $"{peer.Name} has done {requests} requests, or some failed. It wrote:\n{run.Output}\n"
                + $"The master wrote:\n{log}");
        }

        double average = double.Parse(Cell("Average Response Time"), CultureInfo.InvariantCulture);
        return new WorkerResult(requests, average, run.User + run.System, run.PeakBytes);

        string Cell(string column) => total![Array.IndexOf(lines[0], column)];
    }

    private static void Keep(StringBuilder log, string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }

    private static string Text(StringBuilder log)
    {
        lock (log)
        {
            return log.ToString();
        }
    }
}
