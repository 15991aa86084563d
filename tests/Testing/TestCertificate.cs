using System;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Testing;

/// <summary>Certificates that servers and clients of tests sign themselves.</summary>
public static class TestCertificate
{
    /// <summary>Makes one for a name of DNS, or for an address.</summary>
    /// <param name="name">The name, which is also the subject's.</param>
    /// <param name="endsIn">How long it is valid from now on; below zero, it has expired.</param>
    public static X509Certificate2 Create(string name, TimeSpan endsIn)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256), name, endsIn);
    }

    /// <summary>Makes one that is valid for a day.</summary>
    public static X509Certificate2 Create(string name) => Create(name, TimeSpan.FromDays(1));

    /// <summary>
    /// Makes one whose handshakes are of one length each: those of the others differ by the digits of a signature.
    /// </summary>
    public static X509Certificate2 CreateOfOneLength(string name)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Sign(request, name, TimeSpan.FromDays(1));
    }

    private static X509Certificate2 Sign(CertificateRequest request, string name, TimeSpan endsIn)
    {
        SubjectAlternativeNameBuilder names = new();
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset end = DateTimeOffset.UtcNow + endsIn;
        return request.CreateSelfSigned(end.AddDays(-10), end);
    }
}
