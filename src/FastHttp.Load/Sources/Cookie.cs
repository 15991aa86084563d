using System;

namespace FastHttp.Load.Sources;

// One cookie as a jar keeps it. Immutable.
internal sealed record Cookie(byte[] Pair, int NameLength, byte[] Path, DateTimeOffset? Expires)
{
    public ReadOnlySpan<byte> Name => Pair.AsSpan(0, NameLength);

    public bool IsExpired(DateTimeOffset now) => Expires <= now;

    /// <summary>Whether it is sent with a path: the same one, or one below it (RFC 6265 §5.1.4).</summary>
    public bool Matches(ReadOnlySpan<byte> path) =>
        path.StartsWith(Path) && (path.Length == Path.Length || Path[^1] == '/' || path[Path.Length] == '/');
}
