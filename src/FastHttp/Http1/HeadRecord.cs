using System;
using System.Text;

namespace FastHttp.Http1;

/// <summary>
/// What a response head said: status line, field index, and the facts that framing and persistence are decided from.
/// Owned by one ResponseReader and filled again for each head. Offsets count from the first byte of the head.
/// </summary>
internal sealed class HeadRecord
{
    internal FieldList Fields = new(16);

    private int _chunkedCount;
    private bool _hasOtherCoding;

    internal int MinorVersion { get; private set; }

    internal int StatusCode { get; private set; }

    internal int ReasonStart { get; private set; }

    internal int ReasonLength { get; private set; }

    internal bool HasFolds { get; private set; }

    internal bool HasTransferEncoding { get; private set; }

    /// <summary>The transfer codings, over all lines, are exactly one <c>chunked</c>.</summary>
    internal bool IsChunked => _chunkedCount == 1 && !_hasOtherCoding;

    internal bool HasContentLength { get; private set; }

    internal bool IsContentLengthValid { get; private set; }

    /// <summary>The declared length; -1 if there is none or it is not valid.</summary>
    internal long ContentLength { get; private set; }

    internal bool HasClose { get; private set; }

    internal bool HasKeepAlive { get; private set; }

    /// <summary>Seconds for which the server says it keeps an idle connection; -1 if it does not say.</summary>
    internal int KeepAliveSeconds { get; private set; }

    internal void Start(int minorVersion, int statusCode, int reasonStart, int reasonLength)
    {
        Fields.Clear();
        MinorVersion = minorVersion;
        StatusCode = statusCode;
        ReasonStart = reasonStart;
        ReasonLength = reasonLength;
        HasFolds = false;
        HasTransferEncoding = false;
        _chunkedCount = 0;
        _hasOtherCoding = false;
        HasContentLength = false;
        IsContentLengthValid = true;
        ContentLength = -1;
        HasClose = false;
        HasKeepAlive = false;
        KeepAliveSeconds = -1;
    }

    internal HttpError Add(ReadOnlySpan<byte> input, in FieldEntry line)
    {
        ref FieldEntry entry = ref Fields.Add();

        // Member by member: a block copy would have to wait for the stores that have just made the line.
        entry.NameStart = line.NameStart;
        entry.NameLength = line.NameLength;
        entry.ValueStart = line.ValueStart;
        entry.ValueLength = line.ValueLength;
        entry.Id = line.Id;
        entry.IsFolded = line.IsFolded;
        KnownHeader id = line.Id;
        HasFolds |= line.IsFolded;
        if (id is not (KnownHeader.ContentLength or KnownHeader.TransferEncoding or KnownHeader.Connection))
        {
            if (id == KnownHeader.KeepAlive)
            {
                AddKeepAlive(input.Slice(line.ValueStart, line.ValueLength));
            }

            return HttpError.None;
        }

        // RFC 9112 §5.2: parsers that differ on folding would differ on framing.
        return line.IsFolded
            ? HttpError.InvalidHeader
            : AddFramingField(id, input.Slice(line.ValueStart, line.ValueLength));
    }

    private HttpError AddFramingField(KnownHeader id, ReadOnlySpan<byte> value)
    {
        switch (id)
        {
            case KnownHeader.ContentLength:
                AddContentLength(value);
                break;
            case KnownHeader.TransferEncoding:
                AddTransferEncoding(value);
                break;
            default:
                AddConnection(value);
                break;
        }

        return HttpError.None;
    }

    // RFC 9112 §6.3 (5), RFC 9110 §8.6: the same number may be repeated, in lines or in a list; anything else is an
    // error.
    private void AddContentLength(ReadOnlySpan<byte> value)
    {
        if (!HasContentLength)
        {
            HasContentLength = true;
            ContentLength = ParseLength(value);
            if (ContentLength >= 0)
            {
                return;
            }
        }

        bool atEnd = false;
        while (HttpSyntax.TryTakeMember(ref value, ref atEnd, out ReadOnlySpan<byte> member))
        {
            long length = ParseLength(member);
            if (length < 0 || (ContentLength >= 0 && ContentLength != length) || !IsContentLengthValid)
            {
                IsContentLengthValid = false;
                ContentLength = -1;
                return;
            }

            ContentLength = length;
        }
    }

    // 1*DIGIT up to 2^63-1, leading zeros without meaning; -1 for anything else.
    internal static long ParseLength(ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty)
        {
            return -1;
        }

        ulong length = 0;
        foreach (byte current in digits)
        {
            uint digit = (uint)current - '0';
            if (digit > 9 || length > ((ulong)long.MaxValue - digit) / 10)
            {
                return -1;
            }

            length = (length * 10) + digit;
        }

        return (long)length;
    }

    // RFC 9112 §7: names ignore case, empty members are skipped, and chunked has no parameters.
    private void AddTransferEncoding(ReadOnlySpan<byte> value)
    {
        HasTransferEncoding = true;
        bool atEnd = false;
        while (HttpSyntax.TryTakeMember(ref value, ref atEnd, out ReadOnlySpan<byte> member))
        {
            if (EqualsIgnoreCase(member, "chunked"u8))
            {
                _chunkedCount++;
            }
            else if (!member.IsEmpty)
            {
                _hasOtherCoding = true;
            }
        }
    }

    // RFC 9110 §7.6.1: whole options are compared, whatever their case and place.
    private void AddConnection(ReadOnlySpan<byte> value)
    {
        if (EqualsIgnoreCase(value, "keep-alive"u8))
        {
            HasKeepAlive = true;
            return;
        }

        bool atEnd = false;
        while (HttpSyntax.TryTakeMember(ref value, ref atEnd, out ReadOnlySpan<byte> member))
        {
            if (EqualsIgnoreCase(member, "close"u8))
            {
                HasClose = true;
            }
            else if (EqualsIgnoreCase(member, "keep-alive"u8))
            {
                HasKeepAlive = true;
            }
        }
    }

    // RFC 2068 §19.7.1.1: a list of parameters, of which only the timeout says something. Advice: what is malformed is
    // not heard.
    private void AddKeepAlive(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> name = "timeout="u8;
        bool atEnd = false;
        while (HttpSyntax.TryTakeMember(ref value, ref atEnd, out ReadOnlySpan<byte> member))
        {
            if (member.Length > name.Length && Ascii.EqualsIgnoreCase(member[..name.Length], name)
                && ParseLength(member[name.Length..]) is >= 0 and long seconds)
            {
                KeepAliveSeconds = (int)Math.Min(seconds, int.MaxValue);
            }
        }
    }

    // EqualsLowered asks for a token, which a list member need not be.
    private static bool EqualsIgnoreCase(ReadOnlySpan<byte> member, ReadOnlySpan<byte> lowered) =>
        member.Length == lowered.Length
        && HttpSyntax.EqualsLowered(member, lowered)
        && HttpSyntax.IsToken(member);
}
