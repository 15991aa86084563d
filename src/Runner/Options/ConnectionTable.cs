using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Security;
using FastHttp.Load.Planning;
using FastHttp.Load.Text;
using Runner.Options.Entries;
using Runner.Options.Values;
using static Runner.Options.Values.Reads<Runner.Options.CliOptions>;

namespace Runner.Options;

// The options on how connections are made.
internal static class ConnectionTable
{
    private const OptionScope WrkAndHttp = OptionScope.Wrk | OptionScope.Http;

    public static readonly OptionSpec<CliOptions> WaitFor = new("wait-for")
    {
        Group = OptionGroup.Connection,
        ValueName = "T",
        Default = "not at all",
        Expected = "a time such as 30s",
        Help = "waits until the target accepts connections",
        Read = Value<TimeSpan>(
            NumberSyntax.TryParseTime, (o, v) => o with { Connection = o.Connection with { WaitFor = v } }),
    };

    public static readonly OptionSpec<CliOptions> ConnectTimeout = new("connect-timeout")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        InHttp = new() { Default = "the timeout" },
        ValueName = "T",
        Default = "the timeout, at least 1s",
        Expected = "a time such as 500ms",
        Help = "limit of connecting, proxy and TLS together",
        Read = Value<TimeSpan>(
            NumberSyntax.TryParseTime,
            time => time > TimeSpan.Zero,
            (o, v) => o with { Connection = o.Connection with { ConnectTimeout = v } }),
    };

    public static readonly OptionSpec<CliOptions> Proxy = new("proxy", 'x')
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "URL",
        Expected = "http://[user:password@]HOST:PORT or socks5://[user:password@]HOST:PORT",
        Help = "http:// or socks5://[USER:PW@]HOST:PORT",
        Details = "The proxy resolves the target's name.",
        Conceal = UrlText.Blot,
        Excludes = [new("unix-socket", "both say where to connect")],
        Read = Text(
            text => HttpText.TryParseProxy(text, out _),
            (o, v) => o with { Connection = o.Connection with { Proxy = v } }),
    };

    public static readonly OptionSpec<CliOptions> ConnectTo = new("connect-to")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        IsRepeatable = true,
        ValueName = "HOST:PORT:HOST2:PORT2",
        Expected = "HOST:PORT:HOST2:PORT2, IPv6 in brackets",
        Help = "connects elsewhere; with -x, it is about the proxy",
        Read = Text(
            text => HttpText.TryParseRoute(text, out _),
            (o, v) => o with { Connection = o.Connection with { ConnectTo = [.. o.Connection.ConnectTo, v] } }),
    };

    public static readonly OptionSpec<CliOptions> Resolve = new("resolve")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        IsRepeatable = true,
        ValueName = "HOST:PORT:ADDRESS",
        Expected = "HOST:PORT:ADDRESS[,ADDRESS]",
        Help = "does not ask the resolver; with -x, it is about the proxy",
        Read = Text(
            text => HttpText.TryParsePin(text, out _),
            (o, v) => o with { Connection = o.Connection with { Resolve = [.. o.Connection.Resolve, v] } }),
    };

    public static readonly OptionSpec<CliOptions> IPv4 = new("ipv4", '4')
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        Help = "IPv4 only",
        Excludes = [new("ipv6", "leave both out for any address")],
        Read = Flag(o => o with { Connection = o.Connection with { OnlyIPv4 = true } }),
    };

    public static readonly OptionSpec<CliOptions> IPv6 = new("ipv6", '6')
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        Help = "IPv6 only",
        Read = Flag(o => o with { Connection = o.Connection with { OnlyIPv6 = true } }),
    };

    public static readonly OptionSpec<CliOptions> LocalAddress = new("local-addr")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "IP,IP",
        Default = "the system's",
        Expected = "IP addresses, separated by commas",
        Help = "where connections come from, in turn",
        Read = Value<IReadOnlyList<IPAddress>>(
            HttpText.TryParseAddresses, (o, v) => o with { Connection = o.Connection with { LocalAddresses = v } }),
    };

    public static readonly OptionSpec<CliOptions> UnixSocket = new("unix-socket")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "PATH",
        TakesFile = true,
        Expected = "the path of a socket",
        Help = "connects to a Unix-domain socket; the URL gives Host and path",
        Read = Path((o, v) => o with { UnixSocketPath = v }),
    };

    public static readonly OptionSpec<CliOptions> Insecure = new("insecure", 'k')
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        InHttp = new() { Help = "accepts any certificate" },
        Help = "accepts any certificate, as wrk does; the default",
        Excludes =
        [
            new("verify", "one accepts any certificate, the other does not"),
            new("cacert", "one accepts any certificate, the other does not"),
        ],
        Read = Flag(o => o with { Connection = o.Connection with { Insecure = true } }),
    };

    public static readonly OptionSpec<CliOptions> Verify = new("verify")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        InHttp = new() { Help = "refuses certificates that do not hold; the default here" },
        Help = "refuses certificates that do not hold",
        Read = Flag(o => o with { Connection = o.Connection with { Verify = true } }),
    };

    public static readonly OptionSpec<CliOptions> CaCert = new("cacert")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "FILE",
        Default = "the system's roots",
        TakesFile = true,
        Expected = "the path of a PEM file",
        Help = "what to trust; implies --verify",
        Read = Path((o, v) => o with { Connection = o.Connection with { CaCertPath = v } }),
    };

    public static readonly OptionSpec<CliOptions> Cert = new("cert")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "FILE",
        TakesFile = true,
        Expected = "the path of a PEM or PKCS#12 file",
        Help = "the certificate to show",
        Read = Path((o, v) => o with { Connection = o.Connection with { CertPath = v } }),
    };

    public static readonly OptionSpec<CliOptions> Key = new("key")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "FILE",
        TakesFile = true,
        Expected = "the path of a PEM file",
        Help = "the key of that certificate",
        Needs = [new("cert")],
        Read = Path((o, v) => o with { Connection = o.Connection with { KeyPath = v } }),
    };

    public static readonly OptionSpec<CliOptions> ServerName = new("servername")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "NAME",
        Default = "the URL's host",
        Expected = "a host name",
        Help = "TLS server name",
        Read = Path((o, v) => o with { Connection = o.Connection with { ServerName = v } }),
    };

    public static readonly OptionSpec<CliOptions> TlsMin = new("tls-min")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "V",
        Default = "the system's",
        Expected = "1.2 or 1.3",
        Help = "lowest version of TLS: 1.2 or 1.3",
        Read = Text(IsTlsVersion, (o, v) => o with { Connection = o.Connection with { TlsMin = v } }),
    };

    public static readonly OptionSpec<CliOptions> Ciphers = new("ciphers")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "X,X",
        Default = "the system's",
        Expected = "names of IANA's list such as TLS_AES_128_GCM_SHA256",
        Help = "offers these cipher suites, such as TLS_AES_128_GCM_SHA256",
        Details = "Names are those of IANA's list; a TLS version with no suite in the list is not offered.",
        Read = Value<IReadOnlyList<TlsCipherSuite>>(
            CipherList.TryParse, (o, v) => o with { Connection = o.Connection with { Ciphers = v } }),
    };

    public static readonly OptionSpec<CliOptions> NoTlsResume = new("no-tls-resume")
    {
        Group = OptionGroup.Connection,
        Help = "makes a whole TLS handshake for each connection",
        Details = "Without it a connection resumes the session of an earlier one, as a client does that comes back.",
        Read = Flag(o => o with { Connection = o.Connection with { NoTlsResume = true } }),
    };

    public static readonly OptionSpec<CliOptions> TlsMax = new("tls-max")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp,
        ValueName = "V",
        Default = "the system's",
        Expected = "1.2 or 1.3",
        Help = "highest version of TLS: 1.2 or 1.3",
        Read = Text(IsTlsVersion, (o, v) => o with { Connection = o.Connection with { TlsMax = v } }),
    };

    public static readonly OptionSpec<CliOptions> Transport = new("transport")
    {
        Group = OptionGroup.Connection,
        Scope = WrkAndHttp | OptionScope.Locust,
        ValueName = "X",
        Default = "auto",
        Expected = "auto, epoll or sockets",
        Help = "what carries the bytes: auto, epoll or sockets",
        Details = "`FASTHTTP_TRANSPORT` does the same.",
        Read = Choice<TransportChoice>((o, v) => o with { Transport = v }),
    };

    public static readonly IReadOnlyList<OptionSpec<CliOptions>> All =
    [
        WaitFor, ConnectTimeout, Proxy, ConnectTo, Resolve, IPv4, IPv6, LocalAddress, UnixSocket, Insecure, Verify,
        CaCert, Cert, Key, ServerName, TlsMin, TlsMax, Ciphers, NoTlsResume, Transport,
    ];

    private static bool IsTlsVersion(string text) => text is "1.2" or "1.3";
}
