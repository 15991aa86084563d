using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace FastHttp.Http1;

/// <summary>
/// Recognises field names by a perfect hash of length, first, middle and last byte, and one or two 16-byte
/// compares. Immutable tables; the multipliers were found by exhaustive search, and a test proves that no two names
/// collide.
/// </summary>
internal static class KnownHeaders
{
    private const int TableSize = 128;
    private const int Block = 16;
    private const int LongestName = 2 * Block;

    // In the order of KnownHeader, without Unknown.
    private static readonly string[] s_canonical =
    [
        "Accept", "Accept-Encoding", "Accept-Ranges", "Age", "Allow", "Alt-Svc", "Authorization", "Cache-Control",
        "Connection", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
        "Content-Location", "Content-Range", "Content-Type", "Cookie", "Date", "ETag", "Expect", "Expires", "Host",
        "Keep-Alive", "Last-Modified", "Link", "Location", "Max-Forwards", "Pragma", "Proxy-Authenticate",
        "Proxy-Authorization", "Proxy-Connection", "Retry-After", "Server", "Set-Cookie",
        "Strict-Transport-Security", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Vary", "Via",
        "Warning", "WWW-Authenticate",
    ];

    private static readonly NamePattern[] s_table = Table();

    // Fields that a trailer may not carry: framing, routing, authentication, cookies, request modifiers, response
    // control data and the description of the payload (RFC 9110 §6.5.1).
    private static readonly ulong s_notInTrailers = Mask(
        KnownHeader.AcceptEncoding, KnownHeader.Age, KnownHeader.Authorization, KnownHeader.CacheControl,
        KnownHeader.Connection, KnownHeader.ContentEncoding, KnownHeader.ContentLength, KnownHeader.ContentRange,
        KnownHeader.ContentType, KnownHeader.Cookie, KnownHeader.Date, KnownHeader.Expect, KnownHeader.Expires,
        KnownHeader.Host, KnownHeader.KeepAlive, KnownHeader.Location, KnownHeader.MaxForwards, KnownHeader.Pragma,
        KnownHeader.ProxyAuthenticate, KnownHeader.ProxyAuthorization, KnownHeader.ProxyConnection,
        KnownHeader.RetryAfter, KnownHeader.SetCookie, KnownHeader.TE, KnownHeader.Trailer,
        KnownHeader.TransferEncoding, KnownHeader.Upgrade, KnownHeader.Vary, KnownHeader.Warning,
        KnownHeader.WwwAuthenticate);

    internal static ReadOnlySpan<string> CanonicalNames => s_canonical;

    /// <summary>
    /// Finds the name of so many bytes that <paramref name="input"/> begins with, whatever its case and whatever its
    /// bytes.
    /// </summary>
    internal static KnownHeader Identify(ReadOnlySpan<byte> input, int nameLength)
    {
        return input.Length >= Block ? IdentifyBlock(input, nameLength) : IdentifyPadded(input, nameLength);
    }

    internal static KnownHeader Identify(ReadOnlySpan<byte> name) => Identify(name, name.Length);

    internal static bool IsAllowedInTrailers(KnownHeader id) => (s_notInTrailers & (1UL << (int)id)) == 0;

    // Apart, because a method with stack memory spills its parameters at every call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static KnownHeader IdentifyPadded(ReadOnlySpan<byte> input, int nameLength)
    {
        Span<byte> padded = stackalloc byte[Block];
        padded.Clear();
        input.Slice(0, nameLength).CopyTo(padded);
        return IdentifyBlock(padded, nameLength);
    }

    private static KnownHeader IdentifyBlock(ReadOnlySpan<byte> input, int nameLength)
    {
        if ((uint)(nameLength - 1) >= LongestName || nameLength > input.Length)
        {
            return KnownHeader.Unknown;
        }

        ref readonly NamePattern pattern =
            ref s_table[Hash(nameLength, input[0], input[nameLength >> 1], input[nameLength - 1])];
        bool isEqual = pattern.Length == nameLength
            && (Vector128.Create(input) | pattern.HeadCase) == pattern.Head
            && (nameLength <= Block
                || (Vector128.Create(input.Slice(nameLength - Block)) | pattern.TailCase) == pattern.Tail);
        return isEqual ? pattern.Id : KnownHeader.Unknown;
    }

    // Bit 5 is the case of a letter. It also maps CR onto the hyphen, so it only serves to find the candidate.
    private static int Hash(int length, byte first, byte middle, byte last) =>
        (length + ((first | 0x20) * 18) + ((last | 0x20) * 30) + ((middle | 0x20) * 7)) & (TableSize - 1);

    private static NamePattern[] Table()
    {
        NamePattern[] table = new NamePattern[TableSize];
        for (int index = 0; index < s_canonical.Length; index++)
        {
            byte[] name = Encoding.ASCII.GetBytes(s_canonical[index].ToLowerInvariant());
            int hash = Hash(name.Length, name[0], name[name.Length >> 1], name[^1]);
            table[hash] = new NamePattern(name, (KnownHeader)(index + 1));
        }

        return table;
    }

    private static ulong Mask(params ReadOnlySpan<KnownHeader> ids)
    {
        ulong mask = 0;
        foreach (KnownHeader id in ids)
        {
            mask |= 1UL << (int)id;
        }

        return mask;
    }

    // A name as vectors: 0x20 is set where a letter stands, every bit where nothing stands, so that input | case equals
    // the pattern for this name in any case, and for nothing else.
    private readonly struct NamePattern
    {
        internal readonly Vector128<byte> Head;
        internal readonly Vector128<byte> HeadCase;
        internal readonly Vector128<byte> Tail;
        internal readonly Vector128<byte> TailCase;
        internal readonly int Length;
        internal readonly KnownHeader Id;

        internal NamePattern(ReadOnlySpan<byte> lowered, KnownHeader id)
        {
            Id = id;
            Length = lowered.Length;
            (Head, HeadCase) = Pattern(lowered[..Math.Min(Block, lowered.Length)]);
            (Tail, TailCase) = Pattern(lowered[Math.Max(0, lowered.Length - Block)..]);
        }

        private static (Vector128<byte> Bytes, Vector128<byte> Case) Pattern(ReadOnlySpan<byte> lowered)
        {
            Span<byte> bytes = stackalloc byte[Block];
            Span<byte> cases = stackalloc byte[Block];
            bytes.Fill(0xFF);
            cases.Fill(0xFF);
            for (int index = 0; index < lowered.Length; index++)
            {
                bytes[index] = lowered[index];
                cases[index] = (byte)(lowered[index] is >= (byte)'a' and <= (byte)'z' ? 0x20 : 0);
            }

            return (Vector128.Create<byte>(bytes), Vector128.Create<byte>(cases));
        }
    }
}
