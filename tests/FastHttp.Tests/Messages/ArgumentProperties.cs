using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp.Addresses;
using FsCheck;
using FsCheck.Fluent;

namespace FastHttp.Tests.Messages;

/// <summary>URIs, cookies and credentials that are generated come back as they were.</summary>
public sealed class ArgumentProperties
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(1, 3);

    private static readonly Gen<string> s_label = Text("abcxyz0189-", 1, 12);

    private static readonly Gen<string> s_host = Gen.OneOf(
        Gen.ListOf(s_label).Where(labels => labels.Count > 0).Select(labels => string.Join('.', labels)),
        Gen.Elements("127.0.0.1", "[::1]", "[2001:db8::8:800:200c:417a]"));

    private static readonly Gen<string> s_token = Text("!#$%&'*+-.^_`|~019azAZ", 1, 20);

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

    [Fact]
    public void A_cookie_line_says_what_was_put_into_it()
    {
        Gen<(string Name, string Value, string Path, string Domain, int Age, int Flags)> cookies =
            from name in s_token
            from value in Text("!#$%&'()*+-./09:<=>?@AZ[]^_`az{|}~", 0, 30)
            from path in Text("/abc", 0, 10)
            from domain in s_label
            from age in Gen.Choose(-5, 1_000_000)
            from flags in Gen.Choose(0, 31)
            select (name, value, "/" + path, domain, age, flags);
        Prop.ForAll(cookies.ToArbitrary(), made =>
        {
            List<string> attributes =
            [
                .. Optional(made.Flags, 1, "Secure"), .. Optional(made.Flags, 2, "httponly"),
                .. Optional(made.Flags, 4, "SameSite=Lax"), .. Optional(made.Flags, 8, $"MAX-AGE={made.Age}"),
                .. Optional(made.Flags, 16, "Partitioned"), $"Path={made.Path}", $"Domain=.{made.Domain}",
            ];
            string line = $"{made.Name}={made.Value}; {string.Join("; ", attributes)}";
            return SetCookie.TryParse(Encoding.ASCII.GetBytes(line), out SetCookie read)
                && Text(read.Name) == made.Name && Text(read.Value) == made.Value
                && Text(read.Path) == made.Path && Text(read.Domain) == made.Domain
                && read.IsSecure == ((made.Flags & 1) != 0) && read.IsHttpOnly == ((made.Flags & 2) != 0)
                && read.SameSite == ((made.Flags & 4) != 0 ? CookieSameSite.Lax : CookieSameSite.Unspecified)
                && read.IsPartitioned == ((made.Flags & 16) != 0)
                && read.MaxAge == ((made.Flags & 8) == 0 ? null : TimeSpan.FromSeconds(Math.Max(0, made.Age)));
        }).Check(s_config);
    }

    [Fact]
    public void Arguments_of_any_bytes_come_back()
    {
        Gen<List<(byte[] Name, byte[] Value)>> arguments =
            from names in Gen.ListOf(s_bytes)
            from values in Gen.ListOf(s_bytes, names.Count)
            select names.Zip(values).ToList();
        Prop.ForAll(arguments.ToArbitrary(), pairs =>
        {
            HttpArguments made = new();
            pairs.ForEach(pair => made.Add(pair.Name, pair.Value));
            HttpArguments read = new();
            read.Parse(Encoding.ASCII.GetBytes(made.ToString()));
            return read.Count == pairs.Count && Enumerable.Range(0, pairs.Count).All(index =>
                read.Name(index).SequenceEqual(pairs[index].Name)
                && read.Value(index).SequenceEqual(pairs[index].Value));
        }).Check(s_config);
    }

    private static readonly Gen<byte[]> s_bytes =
        Gen.ListOf(Gen.Choose(0, 255)).Select(bytes => bytes.Select(current => (byte)current).ToArray());

    private static Gen<string> Text(string alphabet, int least, int most) =>
        from length in Gen.Choose(least, most)
        from letters in Gen.ListOf(Gen.Elements<char>(alphabet), length)
        select string.Concat(letters);

    private static string[] Optional(int flags, int bit, string text) => (flags & bit) != 0 ? [text] : [];

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
