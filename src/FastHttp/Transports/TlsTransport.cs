using System;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Threading.Tasks;

namespace FastHttp.Transports;

/// <summary>TLS over any transport, by SslStream.</summary>
internal static class TlsTransport
{
    /// <summary>Shakes hands over an open connection that has no receiver yet. Call on the loop.</summary>
    /// <returns>
    /// The secured connection on the same loop, or why the handshake failed; the connection is closed then.
    /// </returns>
    public static async ValueTask<SecureOutcome> SecureAsync(
        TransportConnection transport, SslClientAuthenticationOptions options)
    {
        TransportStream stream = new(transport);
        CheckedSslStream security = new(stream);
        try
        {
            transport.Attach(stream);
            await security.AuthenticateAsClientAsync(options).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Whatever the reason, of the system's library, of the peer or of the caller's callbacks: no connection.
            await security.DisposeAsync().ConfigureAwait(false);
            return Explain(failure, security.CertificateFault, options.EnabledSslProtocols);
        }

        PipeConnection secured = new(
            transport.Loop, new StreamPipe(security), new TlsOwner(transport, stream, security));
        return new SecureOutcome(secured, null, "");
    }

    private static SecureOutcome Explain(Exception failure, string? certificateFault, SslProtocols versions)
    {
        if (certificateFault is not null)
        {
            string text = $"{certificateFault}.";
            return new(null, new AuthenticationException($"Not trusted: {text}", failure), text);
        }

        // The runtime's own text says to look further in.
        Exception inner = failure;
        while (inner.InnerException is { } next)
        {
            inner = next;
        }

        string offer = versions == SslProtocols.None ? "" : $" (offered: {versions})";
        return new(null, failure, inner.Message + offer);
    }

    private sealed class StreamPipe(SslStream stream) : IDuplexPipe
    {
        // A record holds 16 KiB at most.
        private const int BufferBytes = 16 * 1024;

        public PipeReader Input { get; } = PipeReader.Create(
            stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    private sealed class TlsOwner(TransportConnection transport, TransportStream stream, SslStream security)
        : IPipeOwner
    {
        private bool _isEndTold;

        // RFC 9112 §9.8: the end of the transport without close_notify is no end of the data.
        public TransportError EndReason => stream.EndWasRead ? TransportError.Truncated : TransportError.None;

        public void EndSend() => _ = EndSendAsync();

        public void Release(bool reset)
        {
            // RFC 9112 §9.8: a client says that it closes. Not after unsent bytes: those will never be sent.
            if (!reset && !_isEndTold && !transport.IsClosed && !transport.HasUnsent)
            {
                transport.PauseReceive();
                _ = SendCloseNotifyAsync();
            }

            // First what ends the read that waits: SslStream loses the buffer of one that its disposal has to end.
            transport.Close();
            security.Dispose();
        }

        private async Task EndSendAsync()
        {
            if (await SendCloseNotifyAsync().ConfigureAwait(false))
            {
                transport.Loop.Execute(static transport => transport.ShutdownSend(), transport);
            }
        }

        private async Task<bool> SendCloseNotifyAsync()
        {
            _isEndTold = true;
            try
            {
                await security.ShutdownAsync().ConfigureAwait(false);
                return true;
            }
            catch (Exception)
            {
                // The receiving side tells how the connection ended.
                return false;
            }
        }
    }
}
