using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FastHttp;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;
using Testing;

namespace Load.Tests.Users;

/// <summary>The limits of a lane's connections, and what it says of a certificate that it accepts.</summary>
public sealed class LaneOptionsTests
{
    [Theory]
    [InlineData(3000, null, 3000)]
    [InlineData(1000, null, 1000)]
    [InlineData(200, null, 1000)]
    [InlineData(0, null, 1000)]
    [InlineData(3000, 250, 250)]
    [InlineData(200, 5000, 5000)]
    public void A_connection_has_as_long_as_an_answer_but_a_second_unless_told(
        int timeoutMs, int? connectMs, int expectedMs)
    {
        RunPlan plan = VirtualRun.Plan() with
        {
            Timeout = TimeSpan.FromMilliseconds(timeoutMs),
            ConnectTimeout = connectMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        };

        FastHttpOptions options = Assert.Single(OptionsOf(plan));

        Assert.Equal(TimeSpan.FromMilliseconds(expectedMs), options.ConnectTimeout);
        Assert.Equal(
            (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero),
            (options.ResponseHeadTimeout, options.ReadIdleTimeout, options.WriteTimeout, options.RequestTimeout));
        Assert.Equal((long.MaxValue, 81_920, int.MaxValue, true), (
            options.MaxBodyBytes, options.MaxHeadBytes, options.MaxHeaderCount, options.ContinueOnLoop));
        Assert.Null(options.SslOptions);
        Assert.Null(options.LocalAddress);
    }

    [Fact]
    public void Users_come_from_the_addresses_in_turn()
    {
        IPAddress[] addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        RunPlan plan = VirtualRun.Plan(connections: 5) with { LocalAddresses = addresses };

        IPAddress?[] used = [.. OptionsOf(plan).Select(options => options.LocalAddress)];

        Assert.Equal([addresses[0], addresses[1], addresses[0], addresses[1], addresses[0]], used);
    }

    [Theory]
    [InlineData("shop.example.", null, "shop.example")]
    [InlineData("shop.example", "inner.example", "inner.example")]
    public void A_name_in_TLS_has_no_dot_at_its_end_and_may_be_another(string host, string? name, string expected)
    {
        TlsPlan plan = TlsPlan.AcceptAny with { ServerName = name, Versions = SslProtocols.Tls12 };

        SslClientAuthenticationOptions options = LaneOptions.TlsOf(plan, host);

        Assert.Equal((expected, SslProtocols.Tls12), (options.TargetHost, options.EnabledSslProtocols));
        Assert.NotNull(options.RemoteCertificateValidationCallback);
        Assert.Null(options.CertificateChainPolicy);
    }

    [Fact]
    public void A_lane_of_a_target_that_speaks_TLS_notes_what_is_wrong_with_its_certificate()
    {
        RunPlan plan = VirtualRun.Plan() with { Target = HttpEndPoint.Https("secure.example") };
        CertificateNote note = new();

        SslClientAuthenticationOptions options =
            Assert.Single(LaneOptions.From(plan, note, new LaneRecorder(plan.Timeout).Samples)).SslOptions!;

        Assert.Equal("secure.example", options.TargetHost);
        Assert.True(options.RemoteCertificateValidationCallback!(
            this, null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
        Assert.Equal("there is none", note.Text);
    }

    [Fact]
    public void What_verifies_trusts_the_system_or_the_roots_that_it_is_given()
    {
        using X509Certificate2 root = TestCertificate.Create("root");
        TlsPlan system = TlsPlan.AcceptAny with { Verifies = true };
        TlsPlan own = system with { Roots = [root] };

        Assert.Null(LaneOptions.TlsOf(system, "a").RemoteCertificateValidationCallback);
        Assert.Null(LaneOptions.TlsOf(system, "a").CertificateChainPolicy);
        SslClientAuthenticationOptions options = LaneOptions.TlsOf(own, "a");
        Assert.Null(options.RemoteCertificateValidationCallback);
        Assert.Equal(X509ChainTrustMode.CustomRootTrust, options.CertificateChainPolicy!.TrustMode);
        Assert.Equal(X509RevocationMode.NoCheck, options.CertificateChainPolicy.RevocationMode);
        Assert.Equal(root, Assert.Single(options.CertificateChainPolicy.CustomTrustStore));
    }

    [Theory]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch, 1, "CN=a is for another name (it expires {0})")]
    [InlineData(
        SslPolicyErrors.RemoteCertificateChainErrors, 1,
        "CN=a is not issued by anyone who is trusted here (it expires {0})")]
    [InlineData(
        SslPolicyErrors.RemoteCertificateChainErrors, -1, "CN=a is not valid at this time (it expires {0})")]
    public void A_certificate_that_is_not_in_order_is_described(SslPolicyErrors errors, int days, string expected)
    {
        using X509Certificate2 certificate = TestCertificate.Create("a", TimeSpan.FromDays(days));
        using X509Chain chain = new();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        _ = chain.Build(certificate);
        CertificateNote note = new();

        Assert.False(note.Look(this, certificate, chain, errors));

        string first = string.Format(null, expected, certificate.NotAfter.ToString("yyyy-MM-dd", null));
        Assert.Equal(first, note.Text);

        // The first one stays.
        Assert.False(note.Look(this, null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
        Assert.Equal(first, note.Text);
    }

    // As in Britain: a program may be of any culture.
    [Fact]
    public void When_a_certificate_expires_is_told_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.ShortDatePattern = "dd/MM/yyyy";
        using X509Certificate2 certificate = TestCertificate.Create("a");
        DateTime end = certificate.NotAfter;
        CertificateNote note = new();
        try
        {
            CultureInfo.CurrentCulture = culture;
            note.Look(this, certificate, null, SslPolicyErrors.RemoteCertificateNameMismatch);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"CN=a is for another name (it expires {end:yyyy-MM-dd})"),
            note.Text);
    }

    [Fact]
    public void A_certificate_in_order_leaves_no_note_and_one_that_is_missing_does()
    {
        CertificateNote note = new();

        Assert.True(note.Look(this, null, null, SslPolicyErrors.None));
        Assert.Null(note.Text);
        Assert.False(note.Look(this, null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
        Assert.Equal("there is none", note.Text);
    }

    // As the users of a lane get them.
    private static FastHttpOptions[] OptionsOf(RunPlan plan)
    {
        using VirtualRun run = new(
            plan, new VirtualTarget { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } });
        Lane lane = Assert.Single(run.Engine.Lanes);
        return [.. Enumerable.Range(0, plan.Connections).Select(index => lane.OptionsOf(new VirtualUser(lane, index)))];
    }
}
