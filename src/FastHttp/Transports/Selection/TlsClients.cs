using System.Net.Security;
using System.Runtime.CompilerServices;
using FastHttp.Transports.OpenSsl;

namespace FastHttp.Transports.Selection;

/// <summary>The <see cref="TlsClient"/> of each set of options, made on first use. Thread-safe.</summary>
internal static class TlsClients
{
    private static readonly SslClientAuthenticationOptions s_defaults = new();
    private static readonly ConditionalWeakTable<SslClientAuthenticationOptions, TlsClient> s_clients = [];

    /// <summary>The client of a set of options, null for the defaults.</summary>
    public static TlsClient Of(SslClientAuthenticationOptions? options) =>
        s_clients.GetValue(options ?? s_defaults, static options => Create(options));

    /// <summary>Makes a client, by the way that was asked for or else the best that is possible.</summary>
    public static TlsClient Create(SslClientAuthenticationOptions options) =>
        TlsSelector.Select(options, out _) == TlsSelector.OpenSsl
            ? new OpenSslClient(options)
            : new SslStreamClient(options);
}
