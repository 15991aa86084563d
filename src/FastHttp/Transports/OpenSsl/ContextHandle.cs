using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FastHttp.Transports.OpenSsl;

/// <summary>An SSL_CTX: what the connections of one set of options have in common. Immutable once made.</summary>
internal sealed unsafe class ContextHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private ContextHandle(nint context)
        : base(ownsHandle: true) => SetHandle(context);

    /// <summary>Makes one.</summary>
    /// <exception cref="AuthenticationException">OpenSSL does not take the options.</exception>
    public static ContextHandle Create(SslClientAuthenticationOptions options)
    {
        LibSsl.ClearErrors();
        ContextHandle handle = new(LibSsl.NewContext(LibSsl.ClientMethod()));
        nint context = handle.handle;
        Check(context != 0, "making a context");

        // Sessions are kept by the client, for each peer; not by the context, which knows no peers.
        _ = LibSsl.ControlContext(context, LibSsl.ControlSessionCacheMode, 0, 0);
        _ = LibSsl.ControlContext(context, LibSsl.ControlMode, LibSsl.Modes, 0);
        _ = LibSsl.SetOptions(
            context, LibSsl.OptionNoRenegotiation | (options.AllowTlsResume ? 0 : LibSsl.OptionNoTicket));
        SetVersions(context, options.EnabledSslProtocols);
        SetCiphers(context, options.CipherSuitesPolicy);
        SetProtocols(context, options.ApplicationProtocols ?? [SslApplicationProtocol.Http11]);
        SetTrust(context, options);
        if (KeyLog.Path is not null)
        {
            KeyLog.Open();
            LibSsl.SetKeyLog(context, &KeyLog.OnLine);
        }

        if (OpenSslOptions.ClientCertificateOf(options) is { } certificate)
        {
            UseCertificate(context, certificate);
        }

        return handle;
    }

    /// <summary>Makes the state of one connection.</summary>
    public nint NewConnection()
    {
        bool added = false;
        DangerousAddRef(ref added);
        nint ssl = LibSsl.New(handle);
        DangerousRelease();
        return ssl;
    }

    protected override bool ReleaseHandle()
    {
        LibSsl.FreeContext(handle);
        return true;
    }

    private static void SetVersions(nint context, SslProtocols versions)
    {
        int least = versions == SslProtocols.Tls13 ? LibSsl.Tls13 : LibSsl.Tls12;
        if (versions != SslProtocols.None
            || LibSsl.ControlContext(context, LibSsl.ControlGetMinVersion, 0, 0) < LibSsl.Tls12)
        {
            _ = LibSsl.ControlContext(context, LibSsl.ControlSetMinVersion, least, 0);
        }

        if (versions != SslProtocols.None)
        {
            int most = versions == SslProtocols.Tls12 ? LibSsl.Tls12 : LibSsl.Tls13;
            _ = LibSsl.ControlContext(context, LibSsl.ControlSetMaxVersion, most, 0);
        }
    }

    // By OpenSSL's own names, which it is asked for: TLS 1.3 has a list of its own.
    private static void SetCiphers(nint context, CipherSuitesPolicy? policy)
    {
        if (policy is null || OperatingSystem.IsWindows())
        {
            return;
        }

        StringBuilder before13 = new();
        StringBuilder of13 = new();
        nint ssl = LibSsl.New(context);
        Check(ssl != 0, "looking up cipher suites");
        byte* number = stackalloc byte[2];
        foreach (TlsCipherSuite suite in policy.AllowedCipherSuites)
        {
            BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(number, 2), (ushort)suite);
            nint cipher = LibSsl.FindCipher(ssl, number);
            if (cipher != 0 && Marshal.PtrToStringUTF8(LibSsl.NameOf(cipher)) is { } name)
            {
                // RFC 8446 §B.4: its suites begin with 0x13.
                StringBuilder list = (ushort)suite >> 8 == 0x13 ? of13 : before13;
                list.Append(list.Length == 0 ? "" : ":").Append(name);
            }
        }

        LibSsl.Free(ssl);
        if (before13.Length + of13.Length == 0)
        {
            throw new AuthenticationException("OpenSSL knows none of the cipher suites that are asked for.");
        }

        // A version without suites cannot be spoken, and OpenSSL would not notice before the handshake.
        if (of13.Length == 0)
        {
            _ = LibSsl.ControlContext(context, LibSsl.ControlSetMaxVersion, LibSsl.Tls12, 0);
        }
        else
        {
            Check(LibSsl.SetCiphers13(context, of13.ToString()) == 1, "setting cipher suites");
        }

        if (before13.Length == 0)
        {
            _ = LibSsl.ControlContext(context, LibSsl.ControlSetMinVersion, LibSsl.Tls13, 0);
        }
        else
        {
            Check(LibSsl.SetCiphers(context, before13.ToString()) == 1, "setting cipher suites");
        }
    }

    private static void SetProtocols(nint context, List<SslApplicationProtocol> protocols)
    {
        List<byte> list = [];
        foreach (SslApplicationProtocol protocol in protocols)
        {
            list.Add((byte)protocol.Protocol.Length);
            list.AddRange(protocol.Protocol.Span);
        }

        fixed (byte* start = CollectionsMarshal.AsSpan(list))
        {
            Check(list.Count == 0 || LibSsl.SetProtocols(context, start, (uint)list.Count) == 0, "setting protocols");
        }
    }

    private static void SetTrust(nint context, SslClientAuthenticationOptions options)
    {
        if (options.RemoteCertificateValidationCallback?.Target is AcceptingCheck)
        {
            LibSsl.SetVerification(context, &AcceptAny, 0);
            return;
        }

        if (options.CertificateChainPolicy is not { TrustMode: X509ChainTrustMode.CustomRootTrust } policy)
        {
            Check(LibSsl.TrustSystem(context) == 1, "loading the system's certificates");
            return;
        }

        nint store = LibSsl.StoreOf(context);
        foreach (X509Certificate2 root in policy.CustomTrustStore)
        {
            nint certificate = Read(root);
            int result = LibSsl.Trust(store, certificate);
            LibSsl.FreeCertificate(certificate);
            Check(result == 1, "trusting a certificate");
        }
    }

    private static void UseCertificate(nint context, SslStreamCertificateContext chain)
    {
        nint certificate = Read(chain.TargetCertificate);
        int result = LibSsl.UseCertificate(context, certificate);
        LibSsl.FreeCertificate(certificate);
        Check(result == 1, "using the client's certificate");

        byte[] data = OpenSslOptions.ExportKey(chain.TargetCertificate) ?? [];
        nint key;
        fixed (byte* start = data)
        {
            byte* next = start;
            key = LibSsl.ReadPrivateKey(0, &next, data.Length);
        }

        CryptographicOperations.ZeroMemory(data);
        Check(key != 0, "reading the client's key");
        result = LibSsl.UsePrivateKey(context, key);
        LibSsl.FreePrivateKey(key);
        Check(result == 1, "using the client's key");

        foreach (X509Certificate2 intermediate in chain.IntermediateCertificates)
        {
            // The context takes a reference of its own.
            certificate = Read(intermediate);
            nint added = LibSsl.ControlContext(context, LibSsl.ControlChainCertificate, 1, certificate);
            LibSsl.FreeCertificate(certificate);
            Check(added == 1, "adding to the chain of the client's certificate");
        }

        LibSsl.AllowLateCertificateRequest(context, 1);
    }

    private static nint Read(X509Certificate2 certificate)
    {
        ReadOnlySpan<byte> data = certificate.RawDataMemory.Span;
        fixed (byte* start = data)
        {
            byte* next = start;
            nint read = LibSsl.ReadCertificate(0, &next, data.Length);
            Check(read != 0, "reading a certificate");
            return read;
        }
    }

    // Spares the building of a chain that no check reads.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int AcceptAny(nint chain, nint argument) => 1;

    private static void Check(bool succeeded, string what)
    {
        if (!succeeded)
        {
            string? detail = OpenSslErrors.Take();
            throw new AuthenticationException(detail is null ? $"OpenSSL fails at {what}." : $"{detail} ({what}).");
        }
    }
}
