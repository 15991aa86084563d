using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.SideBySide;

/// <summary>What stands between a program and a server: proxies and TLS.</summary>
internal static class ConnectionBehaviours
{
    private static readonly X509Certificate2 s_certificate = TestCertificate.Create("localhost");
    private static readonly X509Certificate2 s_client = TestCertificate.Create("client.test");

    public static IEnumerable<Behaviour> All() => [.. Forwarded(), .. Tunnels(), .. Socks(), .. Handshakes()];

    private static IEnumerable<Behaviour> Forwarded()
    {
        foreach (string target in (string[])["", "/a?b=c#d", "/a%20b", ":81/a", "/\u00e4"])
        {
            yield return Proxied($"http://name.test{target}", side =>
                Outcome.OfAsync(side, side.Client.GetAsync($"http://name.test{target}")));
        }

        yield return Proxied("a form", side => Outcome.OfAsync(
            side, side.Client.PostAsync("http://name.test/", new FormUrlEncodedContent([new("a", "b")]))));
        yield return Proxied("an IPv6 address", side =>
            Outcome.OfAsync(side, side.Client.GetAsync("http://[::1]:81/")));
        yield return Proxied("a 407", side =>
        {
            side.Raw = "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n";
            return Outcome.OfAsync(side, side.Client.GetAsync("http://name.test/"));
        });
        yield return Proxied("a 407 to a user", side =>
        {
            // It says that it closes, or the second request would be on its way to a connection that ends.
            side.Raw = "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nConnection: close\r\n"
                + "Content-Length: 0\r\n\r\n";
            side.ProxyUser = new NetworkCredential("u", "p");
            return Outcome.OfAsync(side, side.Client.GetAsync("http://name.test/"));
        });
        yield return Proxied("a user who is asked for", async side =>
        {
            AskForUser(side);
            return await Outcome.OfAsync(side, side.Client.GetAsync("http://name.test/"));
        });
        yield return Proxied("a user, and how often is sent", async side =>
        {
            AskForUser(side);
            using HttpResponseMessage response = await side.Client.GetAsync("http://name.test/");
            return $"{string.Join('|', side.Heads).Split('|').Length}";
        });
        yield return Proxied("a redirect", side =>
        {
            side.Answer = async (connection, target, _) =>
            {
                await connection.SendAsync(target.EndsWith("/b", StringComparison.Ordinal)
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 302 X\r\nLocation: http://other.test/b\r\nContent-Length: 0\r\n\r\n");
                return true;
            };
            return Outcome.OfAsync(side, side.Client.GetAsync("http://name.test/"));
        });
        yield return Proxied("no listener", side =>
        {
            side.Server.Stop();
            return Outcome.OfAsync(side, side.Client.GetAsync("http://name.test/"));
        });
    }

    private static IEnumerable<Behaviour> Tunnels()
    {
        foreach (string answer in (string[])["403", "407", "502", "101", "nonsense", "nothing"])
        {
            yield return Proxied($"CONNECT that is answered {answer}", side =>
            {
                side.Raw = answer == "nothing" ? "" : $"HTTP/1.1 {answer} X\r\nContent-Length: 0\r\n\r\n";
                return Outcome.OfAsync(side, side.Client.GetAsync("https://name.test/"));
            });
        }

        yield return Proxied("CONNECT as it is asked", async side =>
        {
            side.Raw = "HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n";
            await Assert.ThrowsAsync<HttpRequestException>(() => side.Client.GetAsync("https://name.test/"));
            return string.Join('|', side.Heads);
        });
        yield return Proxied("CONNECT and a request through it", side =>
        {
            side.Ssl = Trusting(s_certificate);
            side.Answer = async (connection, _, head) =>
            {
                if (head.StartsWith("CONNECT", StringComparison.Ordinal))
                {
                    await connection.SendAsync("HTTP/1.1 200 X\r\n\r\n");
                    await connection.SecureAsync(s_certificate);
                }
                else
                {
                    await connection.AnswerAsync(head);
                }

                return true;
            };
            return Outcome.OfAsync(side, side.Client.GetAsync("https://localhost/a"));
        });
    }

    private static IEnumerable<Behaviour> Socks()
    {
        foreach (string kind in (string[])["a target", "a refusal", "a user", "a wrong user", "no user"])
        {
            yield return new Behaviour($"SOCKS 5: {kind}", async side =>
            {
                using ProxyServer proxy = new(side.Server.EndPoint)
                {
                    Refuses = kind == "a refusal",
                    Credentials = kind.EndsWith("user", StringComparison.Ordinal) ? "u:p" : null,
                };
                side.Proxy = new Uri($"socks5://{proxy.EndPoint}");
                side.ProxyUser = kind switch
                {
                    "a user" => new NetworkCredential("u", "p"),
                    "a wrong user" => new NetworkCredential("u", "x"),
                    _ => null,
                };
                return await Outcome.OfAsync(side, side.Client.GetAsync("http://name.test/a"));
            });
        }
    }

    private static IEnumerable<Behaviour> Handshakes()
    {
        yield return Secured("a trusted certificate", s_certificate, Trusting);
        yield return Secured("one that is not trusted", s_certificate, _ => null);
        yield return Secured("one of another name", TestCertificate.Create("other.test"), Trusting);
        yield return Secured(
            "one that has expired", TestCertificate.Create("localhost", TimeSpan.FromDays(-1)), Trusting);
        yield return Secured("a callback that accepts", s_certificate, _ => Checking(_ => true));
        yield return Secured("a callback that refuses", s_certificate, _ => Checking(_ => false));
        yield return Secured("a callback that throws", s_certificate, _ => Checking(
            _ => throw new InvalidCastException("odd")));
        yield return Secured("versions that do not meet", s_certificate, certificate =>
        {
            SslClientAuthenticationOptions ssl = Trusting(certificate);
            ssl.EnabledSslProtocols = SslProtocols.Tls13;
            return ssl;
        });
        yield return Secured("a client certificate", s_certificate, certificate =>
        {
            SslClientAuthenticationOptions ssl = Trusting(certificate);
            ssl.ClientCertificates = [s_client];
            return ssl;
        });
        yield return new Behaviour("TLS: what a callback is told", async side =>
        {
            string? told = null;
            side.Secured = Server(TestCertificate.Create("other.test"), side, "");
            side.Ssl = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                {
                    told = $"{sender is SslStream} {certificate!.Subject} {chain is not null} {errors}";
                    return true;
                },
            };
            using HttpResponseMessage response = await side.Client.GetAsync(Secure(side));
            return told!;
        });
        foreach (string host in (string[])["localhost", "127.0.0.1"])
        {
            yield return Named($"TLS: the name that {host} is asked by", host, null);
            yield return Named($"TLS: the name that {host} is asked by with a Host", host, "name.test");
        }

        yield return Unsecured("an end within the handshake", "");
        yield return Unsecured("an answer of plain HTTP", "HTTP/1.1 400 X\r\nContent-Length: 0\r\n\r\n");
        yield return new Behaviour("TLS: a redirect to plain HTTP", side =>
        {
            side.Secured = Server(s_certificate, side, "");
            side.Ssl = Trusting(s_certificate);
            side.Raw = "HTTP/1.1 302 X\r\nLocation: http://name.test/\r\nContent-Length: 0\r\n\r\n";
            return Outcome.OfAsync(side, side.Client.GetAsync(Secure(side)));
        });
        yield return new Behaviour("TLS: an end without a shutdown", side =>
        {
            side.Secured = Server(s_certificate, side, "");
            side.Ssl = Trusting(s_certificate);
            side.Raw = "HTTP/1.1 200 X\r\n\r\nbody";
            return Outcome.OfAsync(side, side.Client.GetAsync(Secure(side)));
        });
    }

    private static Behaviour Proxied(string name, Func<Side, Task<string>> run) => new($"proxy: {name}", side =>
    {
        side.Proxy = new Uri($"http://{side.Server.EndPoint}");
        return run(side);
    });

    private static Behaviour Secured(
        string name, X509Certificate2 certificate, Func<X509Certificate2, SslClientAuthenticationOptions?> make) =>
        new($"TLS: {name}", side =>
        {
            side.Secured = Server(certificate, side, name);
            side.Ssl = make(certificate);
            return Outcome.OfAsync(side, side.Client.GetAsync(Secure(side)));
        });

    private static Behaviour Named(string name, string host, string? field) => new(name, async side =>
    {
        string? asked = null;
        side.Secured = new SslServerAuthenticationOptions
        {
            ServerCertificateSelectionCallback = (_, sent) =>
            {
                asked = sent;
                return s_certificate;
            },
        };
        side.Ssl = Checking(_ => true);
        HttpRequestMessage message = new(HttpMethod.Get, $"https://{host}:{side.Server.EndPoint.Port}/");
        message.Headers.Host = field;
        using HttpResponseMessage response = await side.Client.SendAsync(message);
        return $"{asked} {side.Plain(await response.Content.ReadAsStringAsync())}";
    });

    private static Behaviour Unsecured(string name, string bytes) => new($"TLS: {name}", side =>
    {
        // The first bytes of a handshake are no head of a request, so they are not waited for.
        side.Server.Serve = async connection =>
        {
            await connection.Socket.ReceiveAsync(new byte[16 * 1024]);
            await connection.SendAsync(bytes);
        };
        return Outcome.OfAsync(side, side.Client.GetAsync(Secure(side)));
    });

    private static Uri Secure(Side side) => new($"https://localhost:{side.Server.EndPoint.Port}/");

    private static SslServerAuthenticationOptions Server(X509Certificate2 certificate, Side side, string name)
    {
        SslServerAuthenticationOptions options = new() { ServerCertificate = certificate };
        switch (name)
        {
            case "versions that do not meet":
                options.EnabledSslProtocols = SslProtocols.Tls12;
                break;
            case "a client certificate":
                options.ClientCertificateRequired = true;
                options.RemoteCertificateValidationCallback = (_, sent, _, _) =>
                {
                    side.Raw = $"HTTP/1.1 200 OK\r\nX-Client: {sent?.Subject}\r\nContent-Length: 0\r\n\r\n";
                    return true;
                };
                break;
            default:
                break;
        }

        return options;
    }

    private static SslClientAuthenticationOptions Trusting(X509Certificate2 certificate)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(certificate);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    private static SslClientAuthenticationOptions Checking(Func<SslPolicyErrors, bool> check) =>
        new() { RemoteCertificateValidationCallback = (_, _, _, errors) => check(errors) };

    private static void AskForUser(Side side)
    {
        side.ProxyUser = new NetworkCredential("u", "p");
        side.Answer = async (connection, _, head) =>
        {
            await (head.Contains("Proxy-Authorization: Basic dTpw", StringComparison.Ordinal)
                ? connection.AnswerAsync("known")
                : connection.SendAsync(
                    "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"));
            return true;
        };
    }
}
