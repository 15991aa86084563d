using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Runner.Serving;
using Runner.Tests.Pages;

namespace Runner.Tests.Native;

/// <summary>What the lines of <see cref="CommandTable"/> name: servers and files, until the tests have ended.</summary>
public sealed class CommandFolder : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runner-native-").FullName;
    private readonly List<RunnerProcess> _servers = [];
    private readonly Dictionary<string, string> _names = [];

    public async Task InitializeAsync()
    {
        string socket = Path.Combine(_folder, "socket");
        _names["$url"] = await ServeAsync("--port", "0");
        _names["$tls"] = (await ServeAsync("--port", "0", "--https")).Replace("127.0.0.1", "localhost");
        await ServeAsync("--unix-socket", socket);
        _names["$unix"] = socket;
        _names["$dir"] = _folder;
        _names["$json"] = SampleRun.Path;
        _names["$script"] = Write("run.lua", "request = function() return wrk.format('GET', '/user/1') end\n");
        Write("run.yaml", $"connections: 1\nthreads: 1\nrequests: 7\nurl: {_names["$url"]}/\n");
        Write("users.csv", "id,name\n17,\"a, b\"\n");
    }

    public Task DisposeAsync()
    {
        foreach (RunnerProcess server in _servers)
        {
            server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The words of a line, with what its names stand for.</summary>
    public string[] WordsOf(string line)
    {
        foreach ((string name, string value) in _names)
        {
            line = line.Replace(name, value);
        }

        return line.Split('|');
    }

    private async Task<string> ServeAsync(params string[] options)
    {
        RunnerProcess server = RunnerProcess.Start(["serve", .. options]);
        _servers.Add(server);
        string? line = await server.Output.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.StartsWith(TargetServer.Announcement, line, StringComparison.Ordinal);
        return line![TargetServer.Announcement.Length..];
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
