using System;
using System.Net.Security;
using FastHttp.Transports.OpenSsl;

namespace FastHttp.Transports;

/// <summary>
/// Chooses how TLS is spoken: on Linux by OpenSSL, called directly, where it is installed, else by the runtime's
/// SslStream. The environment variable <c>FASTHTTP_TLS</c> (<c>auto</c>, <c>openssl</c> or <c>sslstream</c>) overrides
/// the choice. Options that OpenSSL cannot be told, callbacks above all, are left to SslStream in any case.
/// </summary>
public static class TlsSelector
{
    /// <summary>The environment variable that overrides the automatic choice.</summary>
    public const string EnvironmentVariable = "FASTHTTP_TLS";

    /// <summary>OpenSSL, called directly.</summary>
    public const string OpenSsl = "openssl";

    /// <summary>The runtime's own stream.</summary>
    public const string SslStream = "sslstream";

    /// <summary>As the other form, for one set of options.</summary>
    /// <param name="options">What is asked of TLS; null for the defaults.</param>
    /// <param name="reason">Why it was chosen, as a phrase for people.</param>
    public static string Select(SslClientAuthenticationOptions? options, out string reason)
    {
        string choice = Select(out reason);
        if (choice == OpenSsl && options is not null && OpenSslOptions.WhyNot(options) is { } why)
        {
            reason = why;
            return SslStream;
        }

        return choice;
    }

    /// <summary>Chooses by the environment variable.</summary>
    /// <param name="reason">Why it was chosen, as a phrase for people.</param>
    /// <returns><see cref="OpenSsl"/> or <see cref="SslStream"/>.</returns>
    /// <exception cref="ArgumentException">The environment variable names no implementation.</exception>
    /// <exception cref="PlatformNotSupportedException">It names OpenSSL, which cannot be called here.</exception>
    public static string Select(out string reason)
    {
        switch (Environment.GetEnvironmentVariable(EnvironmentVariable))
        {
            case SslStream:
                reason = $"{EnvironmentVariable}={SslStream} asks for it";
                return SslStream;
            case OpenSsl:
                reason = $"{EnvironmentVariable}={OpenSsl} asks for it ({OpenSslLibrary.Version})";
                return OpenSslLibrary.Obstacle is { } obstacle
                    ? throw new PlatformNotSupportedException($"OpenSSL cannot be called directly: {obstacle}.")
                    : OpenSsl;
            case null or "" or "auto" when OpenSslLibrary.Obstacle is { } missing:
                reason = $"OpenSSL cannot be called directly: {missing}";
                return SslStream;
            case null or "" or "auto":
                reason = $"{OpenSslLibrary.Version}, called directly; "
                    + $"{EnvironmentVariable}={SslStream} asks for the runtime's";
                return OpenSsl;
            case var name:
                throw new ArgumentException(
                    $"{EnvironmentVariable}: '{name}' names no TLS; use auto, {OpenSsl} or {SslStream}.");
        }
    }
}
