using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using FastHttp.Addresses;

namespace Testing.Fuzzing;

/// <summary>Absolute URIs of requests, against one regular expression, and against what the runtime makes of them.
/// </summary>
internal sealed partial class UriTarget : FuzzTarget
{
    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. new[]
        {
            "http://h", "http://h/", "https://example.org/a/b?c=d#e", "http://h:8080/x", "http://[::1]:81/",
            "http://[2001:db8::1]",
            "HTTP://u:p@host.example:80/?q", "http://127.0.0.1:65535/a%20b",
            "https://h?x=/y", "http://h:/", "http://a@b@c/",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override string Interesting => ":/?#[]@!$&'()*+,;=%.-~ \t\r\n0123456789abhtps\0\u007f\u00ff\\\"<>^`{|}";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        string text = Encoding.Latin1.GetString(input);
        Match match = Whole().Match(text);
        string portText = match.Groups["port"].Value;
        bool isExpected = match.Success && IsPort(portText) && IsHost(match.Groups["host"].Value);
        try
        {
            UriParts parts = UriParts.Parse(input);
            Require(isExpected, "accepted", input);
            bool isTls = match.Groups["scheme"].Value.Equals("https", StringComparison.OrdinalIgnoreCase);
            int standard = isTls ? 443 : 80;
            int port = portText.Length == 0 ? standard : int.Parse(portText, null);
            string host = match.Groups["host"].Value;
            Require(parts.IsTls == isTls && parts.Port == port, "another scheme or port", input);
            Require(Encoding.Latin1.GetString(parts.Host) == Name(host), "another host", input);
            Require(Encoding.Latin1.GetString(parts.PathAndQuery) == match.Groups["path"].Value, "another path", input);
            Require(
                Encoding.Latin1.GetString(parts.Authority).StartsWith(host, StringComparison.Ordinal),
                "another authority",
                input);
            return true;
        }
        catch (ArgumentException)
        {
            Require(!isExpected, "refused", input);
            return false;
        }
    }

    // RFC 3986 §3.2.2: what stands in brackets is an address.
    private static bool IsHost(string host) =>
        host[0] != '['
        || (IPAddress.TryParse(Name(host), out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6);

    private static string Name(string host) => host[0] == '[' ? host[1..^1] : host;

    private static bool IsPort(string text) =>
        text.Length == 0
        || (text.TrimStart('0').Length is > 0 and <= 5 && int.Parse(text.TrimStart('0'), null) <= 65535);

    [GeneratedRegex(@"^(?<scheme>[hH][tT][tT][pP][sS]?)://(?=[\x21-\x7E]*\z)(?:[^/?#]*@)?"
        + @"(?<host>\[[^\]/?#@]+\]|[^%\[\]\\""<>^`{|}/?#@:]+)(?::(?<port>[0-9]*))?"
        + @"(?<path>[/?][^#]*)?(?:#[\x21-\x7E]*)?\z")]
    private static partial Regex Whole();
}
