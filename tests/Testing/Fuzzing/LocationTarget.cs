using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;

namespace Testing.Fuzzing;

/// <summary>
/// Location fields of redirects: whatever a server writes, the policy decides, and a request that follows goes to an
/// http or https URI, never from https to http. Where a plain path leads is resolved once more by itself.
/// </summary>
internal sealed class LocationTarget : FuzzTarget
{
    private static readonly Uri s_plain = new("http://origin.test/a/b?c");
    private static readonly Uri s_secure = new("https://origin.test/a/b?c");

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. new[]
        {
            "/next", "../up?x=y", "?q", "//other.test/x", "http://other.test:81/", "https://origin.test/",
            "ftp://x/", "", "#frag",
            "http://[::1]/", "http:///", "javascript:alert(1)", "a b", "http://ü/",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override string Interesting => ":/?#[]@%.\\ \t\0abhtps019\u00fc";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        bool isSecure = mutator.OneIn(2);
        int status = 300 + mutator.Below(9);
        RedirectStep step = RedirectPolicy.Default.Decide(0, status, "POST"u8, isSecure ? s_secure : s_plain, input);
        if (step.Next is not { } next)
        {
            return false;
        }

        Require(step.Error == HttpError.None && !input.IsEmpty, "a refusal that leads somewhere", input);
        Require(status is not (304 or 305 or 306), "a status that does not redirect", input);
        Require(next.IsAbsoluteUri && next.Scheme is "http" or "https", "another scheme", input);
        Require(!isSecure || next.Scheme == "https", "from https to http", input);
        Uri current = isSecure ? s_secure : s_plain;
        bool isOther = (next.Scheme, next.Host, next.Port) != (current.Scheme, current.Host, current.Port);
        Require(step.IsOtherOrigin || !isOther, "credentials would go elsewhere", input);
        string? expected = Resolve(Encoding.Latin1.GetString(input));
        Require(expected is null || expected == next.PathAndQuery, $"{next} and not {expected}", input);
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri(isSecure ? s_secure : s_plain);
        try
        {
            step.Apply(request);
            Require(!request.Target.ContainsAny((byte)'\r', (byte)'\n', (byte)' '), "a target in two lines", input);
        }
        catch (ArgumentException)
        {
            // What cannot be sent is not sent.
        }

        return true;
    }

    // RFC 3986 §5.2, step by step, for references of plain characters to a path; null for others.
    private static string? Resolve(string reference)
    {
        if (!reference.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-~?".Contains(letter))
            || reference.StartsWith("//", StringComparison.Ordinal))
        {
            return null;
        }

        int mark = reference.IndexOf('?', StringComparison.Ordinal);
        string path = mark < 0 ? reference : reference[..mark];
        string query = mark < 0 ? "" : reference[mark..];
        if (path.Length == 0)
        {
            return "/a/b" + (mark < 0 ? "?c" : query);
        }

        List<string> output = [];
        string[] segments = (path[0] == '/' ? path : "/a/" + path).Split('/')[1..];
        for (int index = 0; index < segments.Length; index++)
        {
            bool isDots = segments[index] is "." or "..";
            if (segments[index] == ".." && output.Count != 0)
            {
                output.RemoveAt(output.Count - 1);
            }

            if (!isDots || index == segments.Length - 1)
            {
                output.Add(isDots ? "" : segments[index]);
            }
        }

        return $"/{string.Join('/', output)}{query}";
    }
}
