using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace FastHttp.Load.Sources;

// The cookies of one connection to one host. Lives on the lane's loop.
// Invariant: at most MaxCookies of at most MaxBytes, those with longer paths first and then as they came (RFC 6265
// §5.4); no two have both name and path in common.
internal sealed class CookieJar(string host, bool isTls)
{
    // RFC 6265 §6.1 names these as what a user agent has room for at least.
    public const int MaxCookies = 50;
    public const int MaxBytes = 4096;

    private readonly List<Cookie> _cookies = [];

    public int Count => _cookies.Count;

    public void Clear() => _cookies.Clear();

    /// <summary>Takes the value of a Set-Cookie; one that has expired already takes its namesake away.</summary>
    public void Take(ReadOnlySpan<byte> setCookie, ReadOnlySpan<byte> requestPath, DateTimeOffset now)
    {
        if (setCookie.Length > MaxBytes
            || CookieSyntax.Read(setCookie, host, isTls, requestPath, now) is not { } cookie)
        {
            return;
        }

        int same = _cookies.FindIndex(other => IsSame(other, cookie));
        if (cookie.IsExpired(now))
        {
            RemoveAt(same);
            return;
        }

        if (same >= 0)
        {
            // It keeps its place: the path is the same.
            _cookies[same] = cookie;
            return;
        }

        if (_cookies.Count == MaxCookies)
        {
            RemoveAt(Math.Max(0, _cookies.FindIndex(other => other.IsExpired(now))));
        }

        int place = _cookies.FindIndex(other => other.Path.Length < cookie.Path.Length);
        _cookies.Insert(place < 0 ? _cookies.Count : place, cookie);
        AssertInvariant();
    }

    /// <summary>Bytes that <see cref="Write"/> may need at most.</summary>
    public int MaxLength()
    {
        int length = 0;
        foreach (Cookie cookie in _cookies)
        {
            length += cookie.Pair.Length + 2;
        }

        return length;
    }

    /// <summary>Writes what goes with a path, as <c>a=b; c=d</c>.</summary>
    public int Write(ReadOnlySpan<byte> path, DateTimeOffset now, Span<byte> output)
    {
        int written = 0;
        foreach (Cookie cookie in _cookies)
        {
            if (cookie.IsExpired(now) || !cookie.Matches(path))
            {
                continue;
            }

            if (written > 0)
            {
                "; "u8.CopyTo(output[written..]);
                written += 2;
            }

            cookie.Pair.CopyTo(output[written..]);
            written += cookie.Pair.Length;
        }

        return written;
    }

    private void RemoveAt(int index)
    {
        if (index >= 0)
        {
            _cookies.RemoveAt(index);
        }
    }

    [Conditional("DEBUG")]
    private void AssertInvariant()
    {
        Debug.Assert(_cookies.Count <= MaxCookies, "There are no more than the jar holds.");
        for (int index = 1; index < _cookies.Count; index++)
        {
            Cookie cookie = _cookies[index];
            Debug.Assert(cookie.Path.Length <= _cookies[index - 1].Path.Length, "Longer paths come first.");
            Debug.Assert(_cookies.FindIndex(other => IsSame(other, cookie)) == index, "A name and path stand once.");
        }
    }

    private static bool IsSame(Cookie left, Cookie right) =>
        left.Name.SequenceEqual(right.Name) && left.Path.AsSpan().SequenceEqual(right.Path);
}

// One cookie as a jar keeps it. Immutable.
internal sealed record Cookie(byte[] Pair, int NameLength, byte[] Path, DateTimeOffset? Expires)
{
    public ReadOnlySpan<byte> Name => Pair.AsSpan(0, NameLength);

    public bool IsExpired(DateTimeOffset now) => Expires <= now;

    /// <summary>Whether it is sent with a path: the same one, or one below it (RFC 6265 §5.1.4).</summary>
    public bool Matches(ReadOnlySpan<byte> path) =>
        path.StartsWith(Path) && (path.Length == Path.Length || Path[^1] == '/' || path[Path.Length] == '/');
}
