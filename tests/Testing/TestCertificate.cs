using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Testing;

/// <summary>Certificates that servers and clients of tests sign themselves.</summary>
public static class TestCertificate
{
    /// <summary>Makes one for a name of DNS.</summary>
    /// <param name="name">The name, which is also the subject's.</param>
    /// <param name="endsIn">How long it is valid from now on; below zero, it has expired.</param>
    public static X509Certificate2 Create(string name, TimeSpan endsIn)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset end = DateTimeOffset.UtcNow + endsIn;
        return request.CreateSelfSigned(end.AddDays(-10), end);
    }

    /// <summary>Makes one that is valid for a day.</summary>
    public static X509Certificate2 Create(string name) => Create(name, TimeSpan.FromDays(1));
}
