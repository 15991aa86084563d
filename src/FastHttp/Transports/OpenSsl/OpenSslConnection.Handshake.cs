using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace FastHttp.Transports.OpenSsl;

/// <summary>The handshake, driven by what comes from the peer.</summary>
internal sealed unsafe partial class OpenSslConnection
{
    // The last words of the handshake wait here for the first request, so that one send carries both.
    private CarryBuffer _cork;
    private bool _isCorked;
    private bool _isSessionKept;

    /// <summary>Starts the handshake; the handler may be called before this returns.</summary>
    public void Start()
    {
        _ssl = _client.NewConnection(_port, _serverName);
        if (_ssl == 0)
        {
            Refuse(OpenSslErrors.Take() ?? $"OpenSSL cannot connect to '{_serverName}'.");
            return;
        }

        _sessions?.Offer(_ssl);
        _inner.Attach(this);
        if (!IsClosed)
        {
            RecordInput none = default;
            ShakeHands(ref none);
        }
    }

    private void ShakeHands(ref RecordInput input)
    {
        while (true)
        {
            LibSsl.ClearErrors();
            int result = _port.ShakeHands(_ssl, ref input);
            if (result == 1)
            {
                EndHandshake();
                return;
            }

            int error = LibSsl.ErrorOf(_ssl, result);
            string? text = OpenSslErrors.Take();
            SendOutput();
            if (IsClosed || error == LibSsl.ErrorWantRead)
            {
                return;
            }

            if (error != LibSsl.ErrorWantWrite)
            {
                Refuse(text ?? "OpenSSL gives no reason.");
                return;
            }
        }
    }

    private void EndHandshake()
    {
        _isCorked = true;
        SendOutput();
        if (WhyNotTrusted() is { } fault)
        {
            _cork.Release();
            Refuse(new AuthenticationException($"Not trusted: {fault}."), $"{fault}.");
            return;
        }

        ISecureHandler handler = _handler!;
        _handler = null;
        handler.OnSecured(new SecureOutcome(this, null, "", LibSsl.IsResumed(_ssl) == 1));
        Uncork();
    }

    // What OpenSSL accepts is accepted. Of what it does not, the runtime says why, and has the last word: it knows
    // certificates that the user trusts, and can fetch one that the server has left out.
    private string? WhyNotTrusted()
    {
        if (_client.Accepting is { } accepting)
        {
            if (accepting.TakeShow() is { } show)
            {
                Show(show);
            }

            return null;
        }

        // A session was kept by a connection that was trusted. Without a name OpenSSL has checked none.
        if (LibSsl.IsResumed(_ssl) == 1
            || (_serverName.Length != 0 && LibSsl.VerificationOf(_ssl) == 0 && LibSsl.ChainOf(_ssl) != 0))
        {
            return null;
        }

        return WhyNotTrusted(_serverName);
    }

    // Apart, since what a lambda catches is allocated where the method begins.
    private string? WhyNotTrusted(string target)
    {
        try
        {
            return CertificateCheck.Run(
                CopyChain(),
                _client.Options,
                target,
                (certificate, chain, errors) => errors == SslPolicyErrors.None
                    ? null
                    : CertificateCheck.Describe(certificate, chain, errors, target));
        }
        catch (CryptographicException failure)
        {
            return $"the server's certificate cannot be read ({failure.Message})";
        }
    }

    private void Show(RemoteCertificateValidationCallback show)
    {
        try
        {
            CertificateCheck.Run(
                CopyChain(),
                _client.Options,
                _serverName,
                (certificate, chain, errors) => show(this, certificate, chain, errors));
        }
        catch (CryptographicException)
        {
            // Accepted, whatever it is.
        }
    }

    private List<byte[]> CopyChain()
    {
        List<byte[]> chain = [];
        nint stack = LibSsl.ChainOf(_ssl);
        int count = stack == 0 ? 0 : LibSsl.CountOf(stack);
        for (int index = 0; index < count; index++)
        {
            nint certificate = LibSsl.ItemOf(stack, index);
            byte[] data = new byte[Math.Max(0, LibSsl.WriteCertificate(certificate, null))];
            fixed (byte* start = data)
            {
                byte* next = start;
                _ = LibSsl.WriteCertificate(certificate, &next);
            }

            chain.Add(data);
        }

        return chain;
    }

    private void Uncork()
    {
        if (_isCorked)
        {
            _isCorked = false;
            if (_cork.Count != 0)
            {
                _inner.TrySend(_cork.Span);
                _cork.Release();
                WatchUnsent();
            }
        }
    }

    private void Refuse(TransportError error) => Refuse(
        error == TransportError.None
            ? new IOException("The server ended the connection within the handshake.")
            : new TransportException(error));

    // The inner exception is what callers of SslStream look for.
    private void Refuse(string text) => Refuse(new AuthenticationException(text, new CryptographicException(text)));

    private void Refuse(Exception cause)
    {
        SslProtocols versions = _client.Options.EnabledSslProtocols;
        Refuse(cause, versions == SslProtocols.None ? cause.Message : $"{cause.Message} (offered: {versions})");
    }

    private void Refuse(Exception cause, string text)
    {
        ISecureHandler handler = _handler!;
        Close();
        _handler = null;
        handler.OnSecured(new SecureOutcome(null, cause, text));
    }
}
