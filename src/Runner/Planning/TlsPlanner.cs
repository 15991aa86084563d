using System;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FastHttp.Load;
using Runner.Options;

namespace Runner.Planning;

// The TLS options → how TLS is spoken, or the first reason why not.
internal static class TlsPlanner
{
    public static (LoadTls? Tls, string? Error) Plan(ConnectionOptions options)
    {
        if (options.TlsMin == "1.3" && options.TlsMax == "1.2")
        {
            return (null, "--tls-min is above --tls-max; nothing is left to speak");
        }

        string? error;
        if (!TryLoad(options.CaCertPath, "--cacert", LoadRoots, out X509Certificate2Collection? roots, out error)
            || !TryLoad(
                options.CertPath,
                "--cert",
                path => LoadClient(path, options.KeyPath),
                out SslStreamCertificateContext? client,
                out error))
        {
            return (null, error);
        }

        LoadTls tls = new()
        {
            Verifies = options.Verify,
            Roots = roots,
            Certificate = client,
            Versions = VersionsOf(options),
            ServerName = options.ServerName,
            ResumesSessions = !options.NoTlsResume,
            CipherSuites = options.Ciphers.Count == 0 || OperatingSystem.IsWindows()
                ? null
                : new CipherSuitesPolicy(options.Ciphers),
        };
        return (tls, null);
    }

    private static bool TryLoad<T>(
        string? path, string option, Func<string, T> load, out T? value, out string? error)
        where T : class
    {
        value = null;
        error = null;
        try
        {
            value = path is null ? null : load(path);
            return true;
        }
        catch (Exception failure)
            when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            error = $"{option} {path} cannot be used ({failure.Message}) Check the file";
            return false;
        }
    }

    private static X509Certificate2Collection LoadRoots(string path)
    {
        X509Certificate2Collection roots = [];
        roots.ImportFromPemFile(path);
        return roots.Count > 0 ? roots : throw new CryptographicException("There is no certificate in it.");
    }

    private static SslStreamCertificateContext LoadClient(string path, string? keyPath)
    {
        bool isPem = File.ReadAllText(path).Contains("-----BEGIN", StringComparison.Ordinal);
        X509Certificate2 certificate = isPem
            ? X509Certificate2.CreateFromPemFile(path, keyPath ?? path)
            : X509CertificateLoader.LoadPkcs12FromFile(path, password: null);
        return SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }

    private static SslProtocols VersionsOf(ConnectionOptions options) => (options.TlsMin, options.TlsMax) switch
    {
        (null, null) => SslProtocols.None,
        ("1.3", _) => SslProtocols.Tls13,
        (_, "1.2") => SslProtocols.Tls12,
        _ => SslProtocols.Tls12 | SslProtocols.Tls13,
    };
}
