using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;

namespace LocustBridge.Tests.Support;

// A real Locust master: Debian's, on loopback ports of its own. One process; killed when disposed of.
internal sealed class LocustMaster : IAsyncDisposable
{
    public const string DummyFile =
        """
        from locust import User, task
        class Dummy(User):
            @task
            def t(self): pass
        """;

    // A master that gives no worker up for a minute, for tests in which a worker that is merely slow must not end the
    // run.
    public const string PatientFile = Patience + DummyFile;

    private const string Patience = "import locust.runners\nlocust.runners.HEARTBEAT_LIVENESS = 60\n";

    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(90) };

    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _folder;
    private readonly Process _process;

    private LocustMaster(string folder, Process process, int port, int webPort)
    {
        _folder = folder;
        _process = process;
        Port = port;
        WebPort = webPort;
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public int Port { get; }

    public int WebPort { get; }

    public string Log => string.Join('\n', _log);

    public string Folder => _folder;

    public int Id => _process.Id;

    // With a web page, and waited for.
    public static async Task<LocustMaster> StartAsync(
        string locustfile = DummyFile, int? port = null, params string[] more)
    {
        int webPort = Testing.FreePort.Next();
        LocustMaster master = Launch(
            locustfile, port ?? Testing.FreePort.Next(), webPort,
            ["--web-host", "127.0.0.1", "--web-port", $"{webPort}", .. more]);
        await Eventually.True(
            () => Listens(master.Port) && Listens(webPort), () => "master is up; it said:\n" + master.Log);
        return master;
    }

    // Gives no worker up for a minute, and waits as long at a stop for what is under way: for tests that compare what
    // the master has counted with what a target has.
    public static Task<LocustMaster> StartPatientAsync(
        string locustfile = DummyFile, int? port = null, params string[] more) =>
        StartAsync(Patience + locustfile, port, ["--stop-timeout", "60", .. more]);

    public static LocustMaster StartHeadless(string locustfile, int port, params string[] more) =>
        Launch(locustfile, port, 0, ["--headless", .. more]);

    public async Task SwarmAsync(int users, double rate, params (string Key, string Value)[] more)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("user_count", $"{users}"),
            new("spawn_rate", rate.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };
        form.AddRange(more.Select(static pair => new KeyValuePair<string, string>(pair.Key, pair.Value)));
        using var content = new FormUrlEncodedContent(form);
        using HttpResponseMessage response = await s_http.PostAsync(new Uri(Url("/swarm")), content);
        response.EnsureSuccessStatusCode();
    }

    public Task<string> GetAsync(string path) => s_http.GetStringAsync(new Uri(Url(path)));

    // Users of all workers, and the state; the page is cached for two seconds.
    public async Task<JsonElement> StatsAsync()
    {
        using JsonDocument document = JsonDocument.Parse(await GetAsync("/stats/requests"));
        return document.RootElement.Clone();
    }

    // One row of the uncached CSV, by column name; null when there is none.
    public async Task<Dictionary<string, string>?> RowAsync(string name)
    {
        string[] lines = (await GetAsync("/stats/requests/csv")).Split('\n', StringSplitOptions.TrimEntries);
        string[] header = lines[0].Split(',');
        string? line = lines.Skip(1).FirstOrDefault(
            text => text.Split(',') is { Length: > 1 } cells && cells[1] == name);
        return line?.Split(',').Zip(header).ToDictionary(static pair => pair.Second, static pair => pair.First);
    }

    public Task WaitForUsersAsync(int users) =>
        Eventually.True(
            async () => (await StatsAsync()).GetProperty("user_count").GetInt32() == users,
            () => $"{users} users; the master said:\n{Log}");

    // Whether a worker is none of this master's any more, as it said last: one that still is gets a share of the users
    // of the next test.
    public bool HasForgotten(string worker)
    {
        string? last = _log.LastOrDefault(line => line.Contains($"Worker {worker} ", StringComparison.Ordinal)
            || line.Contains($"Worker '{worker}' ", StringComparison.Ordinal));
        return last is null
            || last.Contains(" quit.", StringComparison.Ordinal)
            || last.Contains("setting state to missing", StringComparison.Ordinal);
    }

    // It deals users anew, to one that joins or after one that is lost, only when it has done with the order before;
    // the workers have their users earlier.
    public Task WaitForSpawnsAsync(int count) => Eventually.True(
        () => _log.Count(static line => line.Contains("users spawned:", StringComparison.Ordinal)
            || line.Contains("Spawning is complete", StringComparison.Ordinal)) >= count,
        () => $"{count} orders are done; the master said:\n{Log}");

    public Task WaitForLogAsync(string fragment) =>
        Eventually.True(() => Log.Contains(fragment, StringComparison.Ordinal), "master logs: " + fragment);

    public void Signal(string signal)
    {
        using Process kill = Process.Start("/bin/kill", ["-" + signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return _process.ExitCode;
    }

    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // The one symptom that the greenlet which hears workers has died; the page would go on answering.
    public bool IsAlive => !_process.HasExited;

    public void AssertAlive() =>
        Assert.DoesNotContain("Unhandled exception in greenlet", Log, StringComparison.Ordinal);

    private static LocustMaster Launch(string locustfile, int port, int webPort, string[] more)
    {
        string folder = Directory.CreateTempSubdirectory("locust-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "locustfile.py"), locustfile);
        var start = new ProcessStartInfo(Peers.Python)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "-u", Peers.Locust, "-f", "locustfile.py", "--master", "--master-bind-host", "127.0.0.1",
            "--master-bind-port", $"{port}", "--loglevel", "DEBUG", .. more,
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new LocustMaster(folder, process, port, webPort);
    }

    private static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Url(string path) => $"http://127.0.0.1:{WebPort}{path}";

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }
}
