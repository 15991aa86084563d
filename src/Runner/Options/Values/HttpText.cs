using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text;

namespace Runner.Options.Values;

// The syntax of values that name methods, hosts, ports and addresses.
internal static class HttpText
{
    public const string Socks5 = "socks5";

    private const int MaxRedirects = 1000;

    /// <summary><c>HOST:PORT:HOST2:PORT2</c>, any part of which may be empty, as curl has it.</summary>
    public static bool TryParseRoute(string text, out HostRoute value)
    {
        value = default;
        List<string> parts = Split(text);
        if (parts.Count != 4 || !TryPort(parts[1], out int port) || !TryPort(parts[3], out int toPort))
        {
            return false;
        }

        value = new HostRoute(parts[0], port, parts[2], toPort);
        return true;
    }

    /// <summary><c>HOST:PORT:ADDRESS[,ADDRESS]</c>.</summary>
    public static bool TryParsePin(string text, out HostPin? value)
    {
        value = null;
        List<string> parts = Split(text, limit: 3);
        if (parts.Count != 3 || parts[0].Length == 0 || !TryPort(parts[1], out int port) || port == 0
            || !TryParseAddresses(parts[2], out IReadOnlyList<IPAddress> addresses))
        {
            return false;
        }

        value = new HostPin(parts[0], port, addresses);
        return true;
    }

    public static bool TryParseAddresses(string text, out IReadOnlyList<IPAddress> value)
    {
        List<IPAddress> addresses = [];
        value = addresses;
        foreach (string part in text.Split(','))
        {
            if (!IPAddress.TryParse(part, out IPAddress? address))
            {
                return false;
            }

            addresses.Add(address);
        }

        return true;
    }

    /// <summary>
    /// <c>http://</c> or <c>socks5://</c>, user and password if any, host and port; nothing after them.
    /// </summary>
    public static bool TryParseProxy(string text, out Uri? value)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out value)
            || value.Host.Length == 0
            || value.PathAndQuery is not ("" or "/")
            || value.Fragment.Length != 0)
        {
            return false;
        }

        if (value.Scheme == Uri.UriSchemeHttp)
        {
            return true;
        }

        // RFC 1929 §2: the lengths of name and password are one byte each, and neither may be missing.
        string[] credentials = value.UserInfo.Split(':', 2);
        return value.Scheme == Socks5
            && (value.UserInfo.Length == 0
                || (credentials.Length == 2 && Array.TrueForAll(credentials, IsSocksText)));
    }

    public static bool TryParseRedirects(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= MaxRedirects;

    private static bool IsSocksText(string text) =>
        Encoding.UTF8.GetByteCount(Uri.UnescapeDataString(text)) is >= 1 and <= 255;

    private static bool TryPort(string text, out int port)
    {
        port = 0;
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)
                && port is > 0 and < 65536);
    }

    // At colons, but not at those within brackets; what follows the last allowed cut is one part.
    private static List<string> Split(string text, int limit = int.MaxValue)
    {
        List<string> parts = [];
        int start = 0;
        bool inBrackets = false;
        for (int index = 0; index < text.Length; index++)
        {
            inBrackets = text[index] == '[' || (inBrackets && text[index] != ']');
            if (text[index] == ':' && !inBrackets && parts.Count < limit - 1)
            {
                parts.Add(text[start..index].Trim('[', ']'));
                start = index + 1;
            }
        }

        parts.Add(limit == int.MaxValue ? text[start..].Trim('[', ']') : text[start..]);
        return parts;
    }
}

// The addresses of a host and port, which are then not asked of a resolver: what --resolve says.
internal sealed record HostPin(string Host, int Port, IReadOnlyList<IPAddress> Addresses);

// Instead of one host and port, another: what --connect-to says. An empty host, or port 0, stands for any, or the same.
internal readonly record struct HostRoute(string Host, int Port, string ToHost, int ToPort);
