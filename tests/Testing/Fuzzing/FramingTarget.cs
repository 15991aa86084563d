using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Http1;
using Testing.Responses;

namespace Testing.Fuzzing;

/// <summary>
/// How the body after a head is framed, and whether the connection persists, for every kind of request at once, against
/// the slow reference; and how long the server says that it keeps the connection.
/// </summary>
internal sealed class FramingTarget : FuzzTarget
{
    private const RequestTraits AllTraits = RequestTraits.Head | RequestTraits.Connect | RequestTraits.Close;

    private readonly HeadRecord _record = new();

    public override int RandomInputs => 50_000;

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. ResponseCases.All.Where(row => row.Wire.Length < 300).Select(row => Head(row.Wire)),
        .. new[]
        {
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close, x\r\n\r\n",
            "HTTP/1.0 200 OK\r\ncontent-length: 5 , 05,5\r\nConnection: x,Keep-Alive\r\n\r\n",
            "HTTP/1.1 304 N\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\nTransfer-Encoding: ,Chunked,\r\n\r\n",
            "HTTP/1.1 299 A\r\nTransfer-Encoding: gzip, chunked\r\nConnection: upgrade\r\n\r\n",
            "HTTP/1.1 204 B\r\nKeep-Alive: max=5, Timeout=30\r\nKeep-Alive: timeout=9999999999\r\n\r\n",
            "HTTP/1.1 500 C\r\nContent-Length: 9223372036854775807\r\nX: y\r\n z\r\n\r\n",
            "HTTP/1.1 200 D\r\nContent-Length: 9223372036854775808\r\n\r\n",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        HeadSink sink = new(_record, maxLines: 256);
        int position = 0;
        ParseStatus status = ResponseHeadParser.TryRead(input, ref sink, ref position, out _);
        string text = Encoding.Latin1.GetString(input);
        if (status != ParseStatus.Done)
        {
            Require(ReferenceParser.ReadFraming(text, RequestTraits.Head) is null, $"{status}", input);
            return false;
        }

        // What comes before the final head has no body.
        if (_record.StatusCode < 200)
        {
            return false;
        }

        bool isAccepted = false;
        for (RequestTraits traits = RequestTraits.None; traits <= AllTraits; traits++)
        {
            BodyFraming framing = BodyFraming.Of(_record, traits);
            (BodyKind Kind, long Length, bool Keeps)? expected = ReferenceParser.ReadFraming(text, traits);
            Require(framing.Error == HttpError.None == expected is not null, $"{traits}: {framing.Error}", input);
            Require(
                expected is null || expected == (framing.Kind, framing.Length, framing.KeepAlive),
                $"{traits}: {framing} and not {expected}",
                input);
            isAccepted = expected is not null;
        }

        CheckKeepAlive(text, input);
        return isAccepted;
    }

    private void CheckKeepAlive(string text, ReadOnlySpan<byte> input)
    {
        // A line that goes on in the next one is put together only when the field is asked for.
        if (_record.HasFolds)
        {
            return;
        }

        const string Name = "timeout=";
        string? seconds = text.Split('\n').TakeWhile(line => line.Trim('\r').Length > 0)
            .Where(line => line.StartsWith("keep-alive:", StringComparison.OrdinalIgnoreCase))
            .SelectMany(line => line["keep-alive:".Length..].TrimEnd('\r').Split(','))
            .Select(member => member.Trim(' ', '\t'))
            .Where(member => member.Length > Name.Length)
            .Where(member => member.StartsWith(Name, StringComparison.OrdinalIgnoreCase))
            .LastOrDefault(member => IsLength(member[Name.Length..]))?[Name.Length..];
        int expected = seconds is null ? -1 : (int)decimal.Min(int.MaxValue, ValueOf(seconds));
        Require(_record.KeepAliveSeconds == expected, $"{_record.KeepAliveSeconds} s and not {expected}", input);
    }

    private static bool IsLength(string digits) => digits.All(char.IsAsciiDigit)
        && digits.TrimStart('0').Length < 20 && ValueOf(digits) <= long.MaxValue;

    private static decimal ValueOf(string digits) => decimal.Parse("0" + digits.TrimStart('0'));

    private static byte[] Head(byte[] wire)
    {
        int end = wire.AsSpan().IndexOf("\r\n\r\n"u8);
        return end < 0 ? wire : wire[..(end + 4)];
    }
}
