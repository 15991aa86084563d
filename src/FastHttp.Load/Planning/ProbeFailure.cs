using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load.Planning;

/// <summary>Why the target could not be reached before the run: wrk's message, and what to do next.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record ProbeFailure(string Message, string? Hint = null)
{
    private const string ResolverFile = "/etc/resolv.conf";

    /// <summary>What helps against a connection that was not made.</summary>
    internal static string? HintOf(SocketError outcome, OptionNames names) => outcome switch
    {
        SocketError.ConnectionRefused =>
            $"is the server listening there (ss -ltn)? {names.WaitFor} waits until it is",
        SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
            "nothing answers there: is the address right, and does a firewall let it through?",
        SocketError.AddressNotAvailable => PortsHint(names),
        _ => null,
    };

    /// <summary>What helps when no local address, or port of it, is free.</summary>
    internal static string PortsHint(OptionNames names) =>
        "no local address or port is free (EADDRNOTAVAIL): keep connections open, give more addresses "
        + $"({names.LocalAddresses}), or more ports (sysctl net.ipv4.ip_local_port_range)";

    /// <summary>Who was asked for a name.</summary>
    internal static string ResolverHint(OptionNames names)
    {
        try
        {
            string[] servers =
            [
                .. File.ReadLines(ResolverFile)
                    .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                    .Where(words => words is ["nameserver", _, ..])
                    .Select(words => words[1]),
            ];
            string asked = servers.Length == 0 ? "no name server" : string.Join(", ", servers);
            return $"the resolver looked into /etc/hosts and asked {asked} ({ResolverFile}); "
                + $"{names.Resolve} goes without it";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"the resolver looked into /etc/hosts alone: there is no {ResolverFile}";
        }
    }
}
