using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Runner.Scripting;

// wrk.lookup and wrk.connect: what a script may ask of the network. Blocking: for use before or after the run.
internal static class ScriptNetwork
{
    private const string ServicesFile = "/etc/services";

    // All stream addresses of a host, a line each, or the message that ends the run.
    public static bool TryLookup(string host, string service, out string lines, out string failure)
    {
        lines = "";
        failure = "";
        if (!TryFindPort(service, out int port))
        {
            failure = $"unable to resolve {host}:{service} Servname not supported for ai_socktype";
            return false;
        }

        try
        {
            StringBuilder text = new();
            foreach (IPAddress address in Dns.GetHostAddresses(host))
            {
                _ = text.Append(Format(new IPEndPoint(address, port))).Append('\n');
            }

            lines = text.ToString();
        }
        catch (SocketException error)
        {
            failure = $"unable to resolve {host}:{service} {Describe(error)}";
        }
        catch (ArgumentException)
        {
            failure = $"unable to resolve {host}:{service} Name or service not known";
        }

        return failure.Length == 0;
    }

    public static bool CanConnect(IPEndPoint address)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // wrk's form: no brackets around IPv6, so the last colon is the one before the port.
    public static string Format(IPEndPoint address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address.Address}:{address.Port}");

    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        int colon = text.LastIndexOf(':');
        if (colon > 0
            && IPAddress.TryParse(text.AsSpan(0, colon), out IPAddress? ip)
            && ushort.TryParse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture, out ushort port))
        {
            address = new IPEndPoint(ip, port);
        }

        return address is not null;
    }

    // A number, one of the two names that matter, or a TCP service of this system.
    private static bool TryFindPort(string service, out int port)
    {
        if (ushort.TryParse(service, CultureInfo.InvariantCulture, out ushort number))
        {
            port = number;
            return true;
        }

        port = service switch
        {
            "http" => 80,
            "https" => 443,
            _ => FindService(service),
        };
        return port > 0;
    }

    private static int FindService(string service)
    {
        if (!File.Exists(ServicesFile))
        {
            return 0;
        }

        foreach (string line in File.ReadLines(ServicesFile))
        {
            string[] words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !words[1].EndsWith("/tcp", StringComparison.Ordinal))
            {
                continue;
            }

            bool named = words[0] == service || ((IList<string>)words).IndexOf(service) > 1;
            if (named && int.TryParse(words[1][..^4], CultureInfo.InvariantCulture, out int port))
            {
                return port;
            }
        }

        return 0;
    }

    // The texts of getaddrinfo, which scripts and people know.
    private static string Describe(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.HostNotFound => "Name or service not known",
        SocketError.NoData => "No address associated with hostname",
        SocketError.TryAgain => "Temporary failure in name resolution",
        _ => error.Message,
    };
}
