using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Net;
using FastHttp.Load.Text;

namespace Runner.Cli;

// The connection options in terms of System.CommandLine.
internal sealed class ConnectionSyntax
{
    private readonly Option<TimeSpan> _connectTimeout =
        OptionBinding.Single<TimeSpan>(ConnectionTable.ConnectTimeout, NumberSyntax.TryParseTime, TimeSpan.Zero);

    private readonly Option<TimeSpan> _waitFor =
        OptionBinding.Single<TimeSpan>(ConnectionTable.WaitFor, NumberSyntax.TryParseTime, TimeSpan.Zero);

    private readonly Option<bool> _insecure = new(OptionBinding.NameOf(ConnectionTable.Insecure));
    private readonly Option<bool> _verify = new(OptionBinding.NameOf(ConnectionTable.Verify));
    private readonly Option<string?> _caCert = new(OptionBinding.NameOf(ConnectionTable.CaCert));
    private readonly Option<string?> _cert = new(OptionBinding.NameOf(ConnectionTable.Cert));
    private readonly Option<string?> _key = new(OptionBinding.NameOf(ConnectionTable.Key));
    private readonly Option<string?> _serverName = new(OptionBinding.NameOf(ConnectionTable.ServerName));
    private readonly Option<string?> _tlsMin = new(OptionBinding.NameOf(ConnectionTable.TlsMin));
    private readonly Option<string?> _tlsMax = new(OptionBinding.NameOf(ConnectionTable.TlsMax));
    private readonly Option<string[]> _connectTo = OptionBinding.Texts(ConnectionTable.ConnectTo);
    private readonly Option<string[]> _resolve = OptionBinding.Texts(ConnectionTable.Resolve);
    private readonly Option<bool> _ipv4 = new(OptionBinding.NameOf(ConnectionTable.IPv4));
    private readonly Option<bool> _ipv6 = new(OptionBinding.NameOf(ConnectionTable.IPv6));

    private readonly Option<IReadOnlyList<IPAddress>> _localAddresses =
        OptionBinding.Single<IReadOnlyList<IPAddress>>(ConnectionTable.LocalAddress, HttpText.TryParseAddresses, []);

    private readonly Option<string?> _proxy = new(OptionBinding.NameOf(ConnectionTable.Proxy));

    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options =
        [
            _connectTimeout, _waitFor, _insecure, _verify, _caCert, _cert, _key, _serverName, _tlsMin, _tlsMax,
            _connectTo, _resolve, _ipv4, _ipv6, _localAddresses, _proxy,
        ];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    public ConnectionOptions Read(ParseResult result) => new()
    {
        ConnectTimeout = result.GetValue(_connectTimeout),
        WaitFor = result.GetValue(_waitFor),
        Insecure = result.GetValue(_insecure),
        Verify = result.GetValue(_verify),
        CaCertPath = result.GetValue(_caCert),
        CertPath = result.GetValue(_cert),
        KeyPath = result.GetValue(_key),
        ServerName = result.GetValue(_serverName),
        TlsMin = result.GetValue(_tlsMin),
        TlsMax = result.GetValue(_tlsMax),
        ConnectTo = result.GetValue(_connectTo) ?? [],
        Resolve = result.GetValue(_resolve) ?? [],
        OnlyIPv4 = result.GetValue(_ipv4),
        OnlyIPv6 = result.GetValue(_ipv6),
        LocalAddresses = result.GetValue(_localAddresses) ?? [],
        Proxy = result.GetValue(_proxy),
    };
}
