using System.Net.Security;
using FastHttp.Transports.OpenSsl;
using FastHttp.Transports.Selection;

namespace Testing;

/// <summary>What connections hold of OpenSSL: memory that no collection shows, nor frees.</summary>
internal static class TlsStates
{
    /// <summary>How many connections with these options have not freed theirs; 0 where SslStream serves them.</summary>
    public static int OpenOf(SslClientAuthenticationOptions options) =>
        TlsClients.Of(options) is OpenSslClient client ? client.OpenCount : 0;
}
