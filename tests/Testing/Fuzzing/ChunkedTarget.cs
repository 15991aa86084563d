using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Http1;
using FastHttp.Messages;

namespace Testing.Fuzzing;

/// <summary>The chunked coding alone: whole and cut in two, against a reading of the grammar by text.</summary>
internal sealed class ChunkedTarget : FuzzTarget
{
    private static readonly ResponseLimits s_limits = new() { MaxBodyBytes = long.MaxValue };

    private readonly FastHttpResponse _response = FastHttpResponse.Rent();

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        "0\r\n\r\n"u8.ToArray(),
        "3\r\nabc\r\n0\r\n\r\n"u8.ToArray(),
        "a;x=\"y;z\"\r\n0123456789\r\n0;e\r\nT: v\r\n\r\n"u8.ToArray(),
        "1\r\na\r\n1\r\nb\r\n0001\r\nc\r\n000\r\n\r\n"u8.ToArray(),
        "5 \t;k\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n"u8.ToArray(),
        "7fffffffffffffff\r\nabc"u8.ToArray(),
        "3\r\nabc\r\n0\r\nContent-Length: 9\r\nX-Y: z\r\n\r\nMORE"u8.ToArray(),
    ];

    public override string Interesting => "\r\n\t ;=\"0123456789abcdefABCDEFgx\0\u0001\u007f\u00ff:+-";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        (ParseStatus status, int consumed) = Read(input, input.Length);
        string body = Body();
        int cut = mutator.Below(input.Length + 1);
        (ParseStatus inTwo, int consumedInTwo) = Read(input, cut);
        Require(inTwo == status, $"{status} at once, {inTwo} cut at {cut}", input);
        string? expected = Reference(Encoding.Latin1.GetString(input), out int length);
        Require(status == ParseStatus.Done == expected is not null, $"{status}, the reference disagrees", input);
        if (expected is not null)
        {
            Require(body == expected && consumed == length, "not as the reference", input);
            Require(Body() == expected && consumedInTwo == length, $"another outcome when cut at {cut}", input);
        }

        return expected is not null;
    }

    private string Body() => Encoding.Latin1.GetString(_response.BodySpan) + "|"
        + string.Concat(_response.Trailers.Count.ToString(CultureInfo.InvariantCulture));

    private (ParseStatus Status, int Consumed) Read(ReadOnlySpan<byte> input, int cut)
    {
        ChunkedBodyReader reader = default;
        reader.Begin();
        _response.BeginRead();
        ParseStatus status = reader.Read(input[..cut], s_limits, long.MaxValue, _response, out int consumed);
        if (status == ParseStatus.NeedMore && cut < input.Length)
        {
            status = reader.Read(input[consumed..], s_limits, long.MaxValue, _response, out int more);
            consumed += more;
        }

        Require(status == ParseStatus.Invalid == (reader.Error != HttpError.None), "the reason contradicts", input);
        return (status, consumed);
    }

    // The body and the number of trailers that are kept; null if the coding is malformed or not whole.
    private static string? Reference(string text, out int length)
    {
        StringBuilder body = new();
        length = 0;
        int at = 0;
        while (true)
        {
            int end = text.IndexOf('\n', at);
            string line = end < 0 ? "\n" : text[at..end];
            if (!line.EndsWith('\r') || !line[..^1].All(c => c is '\t' or (>= ' ' and not '\x7F')))
            {
                return null;
            }

            at = end + 1;
            int digits = line.TakeWhile(char.IsAsciiHexDigit).Count();
            string rest = line[digits..^1].TrimStart(' ', '\t');
            string size = line[..digits].TrimStart('0');
            if (digits == 0 || (rest.Length > 0 && rest[0] != ';') || size.Length > 16
                || (size.Length == 16 && size[0] > '7'))
            {
                return null;
            }

            if (size.Length == 0)
            {
                break;
            }

            long count = long.Parse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (count > text.Length - at - 2 || text.Substring(at + (int)count, 2) != "\r\n")
            {
                return null;
            }

            body.Append(text, at, (int)count);
            at += (int)count + 2;
        }

        // The trailer section has the grammar of fields; the reference parser of responses reads it.
        const string Head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
        (Testing.Responses.ResponseOutcome Outcome, int Length)? trailers =
            ReferenceParser.Read(Head + text[at..], RequestTraits.None);
        length = at + (trailers?.Length ?? 0) - Head.Length;
        return trailers is { } read ? $"{body}|{read.Outcome.Trailers?.Count ?? 0}" : null;
    }
}
