using System;
using System.IO;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Threading.Tasks;

namespace FastHttp.Transports;

/// <summary>TLS over any transport, by SslStream.</summary>
internal static class TlsTransport
{
    /// <summary>Shakes hands over an open connection.</summary>
    /// <returns>The secured connection on the same loop, or null when the handshake failed.</returns>
    public static async ValueTask<TransportConnection?> SecureAsync(
        TransportConnection transport, SslClientAuthenticationOptions options)
    {
        SslStream stream = new(new DuplexPipeStream(transport), leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(options).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException
            or InvalidOperationException or ObjectDisposedException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        StreamPipe pipe = new(stream);
        return new PipeConnection(
            transport.Loop,
            pipe,
            () =>
            {
                stream.Dispose();
                transport.Close();
            });
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
