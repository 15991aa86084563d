using System;
using System.Collections.Generic;
using FastHttp.Load.Text;

namespace Runner.Cli;

// The options on how connections are made.
internal static class ConnectionTable
{
    public static readonly OptionSpec ConnectTimeout = new("connect-timeout")
    {
        IsAddition = true,
        IsValid = text => NumberSyntax.TryParseTime(text, out TimeSpan time) && time > TimeSpan.Zero,
        Expected = "a time such as 500ms",
    };

    public static readonly OptionSpec WaitFor = new("wait-for")
    {
        IsAddition = true,
        IsValid = text => NumberSyntax.TryParseTime(text, out _),
        Expected = "a time such as 30s",
    };

    public static readonly OptionSpec Insecure = new("insecure", 'k') { IsAddition = true };

    public static readonly OptionSpec Verify = new("verify") { IsAddition = true };

    public static readonly OptionSpec CaCert = new("cacert")
    {
        IsAddition = true,
        IsValid = IsText,
        Expected = "the path of a PEM file",
    };

    public static readonly OptionSpec Cert = new("cert")
    {
        IsAddition = true,
        IsValid = IsText,
        Expected = "the path of a PEM or PKCS#12 file",
    };

    public static readonly OptionSpec Key = new("key")
    {
        IsAddition = true,
        IsValid = IsText,
        Expected = "the path of a PEM file",
    };

    public static readonly OptionSpec ServerName = new("servername")
    {
        IsAddition = true,
        IsValid = IsText,
        Expected = "a host name",
    };

    public static readonly OptionSpec TlsMin = new("tls-min")
    {
        IsAddition = true,
        IsValid = text => text is "1.2" or "1.3",
        Expected = "1.2 or 1.3",
    };

    public static readonly OptionSpec TlsMax = new("tls-max")
    {
        IsAddition = true,
        IsValid = text => text is "1.2" or "1.3",
        Expected = "1.2 or 1.3",
    };

    public static readonly OptionSpec ConnectTo = new("connect-to")
    {
        IsAddition = true,
        IsRepeatable = true,
        IsValid = text => HttpText.TryParseRoute(text, out _),
        Expected = "HOST:PORT:HOST2:PORT2, IPv6 in brackets",
    };

    public static readonly OptionSpec Resolve = new("resolve")
    {
        IsAddition = true,
        IsRepeatable = true,
        IsValid = text => HttpText.TryParsePin(text, out _),
        Expected = "HOST:PORT:ADDRESS[,ADDRESS]",
    };

    public static readonly OptionSpec IPv4 = new("ipv4", '4') { IsAddition = true };

    public static readonly OptionSpec IPv6 = new("ipv6", '6') { IsAddition = true };

    public static readonly OptionSpec LocalAddress = new("local-addr")
    {
        IsAddition = true,
        IsValid = text => HttpText.TryParseAddresses(text, out _),
        Expected = "IP addresses, separated by commas",
    };

    public static readonly OptionSpec Proxy = new("proxy", 'x')
    {
        IsAddition = true,
        IsValid = text => HttpText.TryParseProxy(text, out _),
        Expected = "http://[user:password@]HOST:PORT or socks5://[user:password@]HOST:PORT",
    };

    public static readonly IReadOnlyList<OptionSpec> All =
    [
        ConnectTimeout, WaitFor, Insecure, Verify, CaCert, Cert, Key, ServerName, TlsMin, TlsMax, ConnectTo, Resolve,
        IPv4, IPv6, LocalAddress, Proxy,
    ];

    private static bool IsText(string text) => text.Length > 0;
}
