using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Bench.Libraries;

namespace Bench.Comparison;

/// <summary>The peers that are measured. One that is not installed is listed with what it would take.</summary>
internal static partial class PeerCatalog
{
    /// <summary>The peer that the others are compared with.</summary>
    public const string Baseline = "wrk";

    // Makes a new request for each call, as a user's script does.
    private const string LuaScript = """
        local n = 0
        function request()
          n = n + 1
          return wrk.format("GET", "/user/123?n=" .. n)
        end
        """;

    private const string PipelineScript = """
        local batch
        function init(args)
          local one = {}
          for i = 1, 16 do one[i] = wrk.format() end
          batch = table.concat(one)
        end
        function request() return batch end
        """;

    /// <summary>The loads that can be asked for, by name.</summary>
    public static string[] LoadNames { get; } =
    [
        "keep-alive", "lua", "pipelined", "large", "close", "8000", "https", "https-large", "https-1000", "https-close",
        "https-close-ip",
    ];

    /// <summary>Makes the list; builds the programs that have to be built into <paramref name="folder"/>.</summary>
    public static IEnumerable<PeerLoad> Create(PeersOptions options, NginxServer target, string folder)
    {
        string lua = Write(folder, "request.lua", LuaScript);
        string pipeline = Write(folder, "pipeline.lua", PipelineScript);
        string[] close = ["-H", "Connection: close"];
        foreach (string name in LoadNames.Where(name => options.Only.Length == 0 || options.Only.Contains(name)))
        {
            yield return name switch
            {
                "keep-alive" => new(
                    name, "small GET, connections kept", options.Connections, Everyone(options, target.Url, folder)),
                "lua" => OfWrk(name, "small GET, each made by a script's request()", target.Url, ["-s", lua]),
                "pipelined" => OfWrk(name, "small GET, 16 pipelined by a script", target.Url, ["-s", pipeline]),
                "large" => OfWrk(name, "1 MB bodies", target.LargeUrl, []),
                "close" => OfWrk(name, "small GET, a connection for each", target.Url, close),
                "8000" => Of(name, "small GET, 8,000 connections kept", target.Url, 8000),
                "https" => Of(name, "small GET over TLS, connections kept", target.SecureUrl),
                "https-large" => Of(name, "100 KB bodies over TLS", target.SecureLargeUrl),
                "https-1000" => Of(name, "small GET over TLS, 1,000 connections kept", target.SecureUrl, 1000),
                "https-close" => OfWrk(name, "small GET over TLS, a connection for each", target.SecureUrl, close),
                _ => OfWrk(name, "the same, by address", target.SecureAddressUrl, close),
            };
        }

        PeerLoad OfWrk(string name, string title, string url, string[] arguments) =>
            new(name, title, options.Connections, [.. BothWrks(options, url, arguments)]);

        PeerLoad Of(string name, string title, string url, int? connections = null)
        {
            PeersOptions own = options with { Connections = connections ?? options.Connections };
            return new(name, title, own.Connections, [.. BothWrks(own, url, []), H2Load(own, url)]);
        }
    }

    private static string Write(string folder, string name, string text)
    {
        string file = Path.Combine(folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static IEnumerable<Peer> BothWrks(PeersOptions options, string url, string[] arguments)
    {
        string[] wrk = [$"-t{options.Threads}", $"-c{options.Connections}", $"-d{options.Seconds}s", .. arguments, url];
        yield return new("runner wrk", [options.Runner, "wrk", .. wrk], WrkCount());
        yield return Installed(Baseline, "wrk", WrkCount(), wrk);
    }

    private static List<Peer> Everyone(PeersOptions options, string url, string folder)
    {
        string connections = $"{options.Connections}";
        string seconds = $"{options.Seconds}";

        // ab reserves memory for each request it may do, and counts to 50000 unless told otherwise; -n must follow -t.
        string most = $"{options.Seconds * 300_000}";
        string[] ab = ["-k", "-q", "-c", connections, "-t", seconds, "-n", most, url];
        string[] hey = ["-cpus", $"{options.Threads}", "-z", $"{seconds}s", "-c", connections, url];
        return
        [
            .. BothWrks(options, url, []),
            H2Load(options, url),
            Installed("ab -k", "apache2-utils", AbCount(), ab),
            Installed("hey", "hey", HeyCount(), hey),
            GoFastHttp(folder, [url, connections, seconds]),
            .. Libraries(folder, [url, connections, seconds]),
        ];
    }

    private static Peer H2Load(PeersOptions options, string url) => Installed(
        "h2load --h1", "nghttp2-client", H2LoadCount(),
        ["--h1", $"-t{options.Threads}", $"-c{options.Connections}", $"-D{options.Seconds}", url]);

    private static IEnumerable<Peer> Libraries(string folder, string[] arguments)
    {
        (string[]? native, string? missing) = LibraryPrograms.MakeNative(folder);
        (string Name, string Argument)[] programs =
        [
            ("HttpConnection", HttpConnectionPeer.Name), ("FastHttpClient", FastHttpClientPeer.Name),
            ("FastHttpClient on the pool", FastHttpClientPeer.PoolName), ("HttpClient", HttpClientPeer.Name),
        ];
        foreach ((string name, string argument) in programs)
        {
            yield return new Peer(name, [.. LibraryPrograms.OnRuntime, argument, .. arguments], PlainCount());
            yield return native is null
                ? new Peer(name + ", native", [], PlainCount(), missing)
                : new Peer(name + ", native", [.. native, argument, .. arguments], PlainCount());
        }
    }

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static Peer Installed(string name, string package, Regex count, string[] arguments) =>
        Find(name.Split(' ')[0]) is { } path
            ? new Peer(name, [path, .. arguments], count)
            : new Peer(name, [], count, package);

    private static Peer GoFastHttp(string folder, string[] arguments)
    {
        const string Name = "Go fasthttp";
        if (Find("go") is not { } go)
        {
            return new Peer(Name, [], PlainCount(), "golang-go, golang-github-valyala-fasthttp-dev");
        }

        string binary = Path.Combine(folder, "fasthttp-peer");
        string source = Path.Combine(AppContext.BaseDirectory, "peers", "fasthttp", "main.go");
        ProcessStartInfo start = new(go, ["build", "-o", binary, source]) { RedirectStandardError = true };

        // Debian keeps its Go libraries here and no module knows of them; the build reaches for no network.
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = "/usr/share/gocode";
        start.Environment["GOCACHE"] = Path.Combine(folder, "go-cache");
        using Process build = Process.Start(start)!;
        string error = build.StandardError.ReadToEnd().Trim();
        build.WaitForExit();
        return build.ExitCode == 0
            ? new Peer(Name, [binary, .. arguments], PlainCount())
            : new Peer(Name, [], PlainCount(), "golang-github-valyala-fasthttp-dev; go says: " + error.Split('\n')[0]);
    }

    [GeneratedRegex(@"^\s+(\d+) requests in", RegexOptions.Multiline)]
    private static partial Regex WrkCount();

    [GeneratedRegex(@"^Complete requests:\s+(\d+)", RegexOptions.Multiline)]
    private static partial Regex AbCount();

    [GeneratedRegex(@"^requests: .* (\d+) succeeded", RegexOptions.Multiline)]
    private static partial Regex H2LoadCount();

    [GeneratedRegex(@"^\s+\[200\]\s+(\d+) responses", RegexOptions.Multiline)]
    private static partial Regex HeyCount();

    [GeneratedRegex(@"^(\d+) requests$", RegexOptions.Multiline)]
    private static partial Regex PlainCount();
}
