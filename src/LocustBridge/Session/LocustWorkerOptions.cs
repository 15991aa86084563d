using System;
using System.Collections.Generic;
using LocustBridge.Outputs;
using LocustBridge.Wire;

namespace LocustBridge;

/// <summary>
/// Everything that can be set on a worker. Read once, when the worker is made. The defaults are Locust's.
/// </summary>
public sealed class LocustWorkerOptions
{
    /// <summary>Name or address of the master.</summary>
    public string MasterHost { get; init; } = "127.0.0.1";

    /// <summary>The master's TCP port.</summary>
    public int MasterPort { get; init; } = 5557;

    /// <summary>Turns messages into bytes; null for <see cref="LocustCodec"/>.</summary>
    public ILocustCodec? Codec { get; init; }

    /// <summary>
    /// The client id: 1 to 255 bytes of UTF-8, unique among the workers. Null for host name, underscore, 32 hex
    /// digits. The part before the first underscore should be the host: masters spread users over hosts by it.
    /// </summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// Takes each line the worker logs; any thread, one at a time. What it throws is ignored. Null for none.
    /// </summary>
    public Action<string>? Log { get; init; }

    /// <summary>Receivers of the statistics beside the master.</summary>
    public IReadOnlyList<ILocustOutput> Outputs { get; init; } = [];

    /// <summary>The clock of all timestamps.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Between two heartbeats; masters give up a worker that is silent for four seconds.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two reports.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Between two log messages, to masters that know them.</summary>
    public TimeSpan LogInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for a registration to be acknowledged before trying anew.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long after a reconnection a master that answers heartbeats may take to show that it knows us.
    /// </summary>
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a master that answers heartbeats may be silent, or any master unreachable, before users are stopped
    /// and the worker registers anew.
    /// </summary>
    public TimeSpan MasterTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The first pause between two connection attempts; doubles up to <see cref="ReconnectDelayMax"/>.
    /// </summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause between two connection attempts.</summary>
    public TimeSpan ReconnectDelayMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long to look for a master at the start; null for ever. After that the worker quits with 255.
    /// </summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How long users get to end when the worker quits.</summary>
    public TimeSpan QuitTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Says what is wrong with a master's host that is followed by a port.</summary>
    /// <param name="host">What stands for <see cref="MasterHost"/>.</param>
    /// <returns>One line without its full stop, or null.</returns>
    public static string? HostProblem(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        int colon = host.LastIndexOf(':');
        if (host.Contains("://", StringComparison.Ordinal))
        {
            return $"the master's host is a name or an address, not '{host}'. Give the name alone";
        }

        bool hasPort = colon > 0 && (host.IndexOf(':') == colon || host[colon - 1] == ']');
        if (!hasPort)
        {
            return null;
        }

        string port = host[(colon + 1)..];
        return $"the master's host has no port in it ('{host}'). Write --master-host {host[..colon]}"
            + (port is "8089" or "5557" or "" ? "" : " --master-port " + port)
            + (port == "8089" ? ": 8089 is the web page's, workers go to 5557" : "");
    }

    // How long this process may be suspended. A master gives a worker up that has said nothing for a minute, and takes
    // what it says after that badly.
    internal TimeSpan PauseMax { get; init; } = TimeSpan.FromSeconds(30);

    internal WireLimits WireLimits { get; init; } = WireLimits.Default;
}
