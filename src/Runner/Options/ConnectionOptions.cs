using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Security;

namespace Runner.Options;

// What was typed about how connections are made. Immutable; files have not been looked at.
internal sealed record ConnectionOptions
{
    public static ConnectionOptions Default { get; } = new();

    /// <summary>Zero for the default.</summary>
    public TimeSpan ConnectTimeout { get; init; }

    /// <summary>How long to wait for the target to accept connections; zero for not at all.</summary>
    public TimeSpan WaitFor { get; init; }

    public bool Insecure { get; init; }

    public bool Verify { get; init; }

    public string? CaCertPath { get; init; }

    public string? CertPath { get; init; }

    public string? KeyPath { get; init; }

    public string? ServerName { get; init; }

    public string? TlsMin { get; init; }

    public string? TlsMax { get; init; }

    public IReadOnlyList<TlsCipherSuite> Ciphers { get; init; } = [];

    public bool NoTlsResume { get; init; }

    public IReadOnlyList<string> ConnectTo { get; init; } = [];

    public IReadOnlyList<string> Resolve { get; init; } = [];

    public bool OnlyIPv4 { get; init; }

    public bool OnlyIPv6 { get; init; }

    public IReadOnlyList<IPAddress> LocalAddresses { get; init; } = [];

    public string? Proxy { get; init; }
}
