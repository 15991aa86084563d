using System;
using System.Text;
using FastHttp.Http1;
using FsCheck;
using FsCheck.Fluent;

namespace FastHttp.Tests.Messages;

/// <summary>URIs that are generated have the parts that they were made of.</summary>
public sealed class UriProperties
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(1, 3);

    private static readonly Gen<string> s_label = Text("abcxyz0189-", 1, 12);

    private static readonly Gen<string> s_host = Gen.OneOf(
        Gen.ListOf(s_label).Where(labels => labels.Count > 0).Select(labels => string.Join('.', labels)),
        Gen.Elements("127.0.0.1", "[::1]", "[2001:db8::8:800:200c:417a]"));

    [Fact]
    public void A_uri_has_the_parts_that_it_was_made_of()
    {
        Gen<(bool IsTls, string Host, int Port, string Path, string Fragment)> uris =
            from isTls in Gen.Elements(true, false)
            from host in s_host
            from port in Gen.Choose(0, 65535)
            from path in Text("/?abc019-._~%&=+;:@!$'()*,", 0, 30)
            from fragment in Text("abc?#/", 0, 5)
            select (isTls, host, port, path.Length == 0 || path[0] is '/' or '?' ? path : "/" + path, fragment);
        Prop.ForAll(uris.ToArbitrary(), uri =>
        {
            string scheme = uri.IsTls ? "https" : "http";
            string port = uri.Port == 0 ? "" : $":{uri.Port}";
            string fragment = uri.Fragment.Length == 0 ? "" : "#" + uri.Fragment;
            UriParts parts = UriParts.Parse(
                Encoding.ASCII.GetBytes($"{scheme}://user:pass@{uri.Host}{port}{uri.Path}{fragment}"));
            int standard = uri.IsTls ? 443 : 80;
            int number = uri.Port == 0 ? standard : uri.Port;
            return parts.IsTls == uri.IsTls
                && Text(parts.Host) == uri.Host.Trim('[', ']')
                && parts.Port == number
                && Text(parts.Authority) == uri.Host + (number == standard ? "" : port)
                && Text(parts.PathAndQuery) == uri.Path;
        }).Check(s_config);
    }

    private static Gen<string> Text(string alphabet, int least, int most) =>
        from length in Gen.Choose(least, most)
        from letters in Gen.ListOf(Gen.Elements<char>(alphabet), length)
        select string.Concat(letters);

    private static string Text(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);
}
