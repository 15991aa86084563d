using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Buffers;
using FastHttp.Http1;
using FastHttp.Messages;
using Testing.Codings;

namespace Testing.Fuzzing;

/// <summary>
/// Content codings. The input is a line of Content-Encoding, and the coded body. It is decoded at once and from pieces,
/// against the reference, and once more with a limit that is a byte too low.
/// </summary>
internal sealed class ContentCodingTarget : FuzzTarget
{
    // A bomb is cut off here; the reference would take long for more.
    private const int MaxBytes = 32 * 1024;

    private const int MaxCodings = 3;

    private static readonly ResponseLimits s_limits = new() { MaxBodyBytes = long.MaxValue };

    private readonly FastHttpResponse _response = FastHttpResponse.Rent();

    public override int RandomInputs => 50_000;

    public override IReadOnlyList<byte[]> Samples { get; } = [.. MakeSamples()];

    public override string Interesting =>
        "gzipbrdeflat, -ix\n\0\u0001\u0003\u0008\u001f\u008b\u0078\u009c\u00ff\u0010\u0004";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        int end = input.IndexOf((byte)'\n');
        ReadOnlySpan<byte> coded = end < 0 ? default : input[(end + 1)..];
        string codings = Encoding.Latin1.GetString(end < 0 ? input : input[..end]);
        if (coded.IsEmpty || !TryReceive(codings))
        {
            return false;
        }

        (HttpError error, byte[] body) = Decode(new PieceStream(coded.ToArray(), coded.Length), MaxBytes);
        Expectation expected = Expect(codings, coded.ToArray());
        Check(expected, error, body, "at once", input);

        int pieceBytes = 1 + mutator.Below(mutator.OneIn(2) ? 20 : 300);
        PieceStream pieces = new(coded.ToArray(), pieceBytes);
        (error, body) = mutator.OneIn(2) ? Decode(pieces, MaxBytes) : DecodeStreamed(pieces);
        Check(expected, error, body, $"in pieces of {pieceBytes}", input);
        if (error != HttpError.None)
        {
            return false;
        }

        if (body.Length > 0)
        {
            (error, _) = Decode(new PieceStream(coded.ToArray(), coded.Length), body.Length - 1);
            Require(error == HttpError.BodyTooLarge, $"{error} with a lower limit", input);
        }

        return true;
    }

    private static void Check(
        Expectation expected, HttpError error, byte[] body, string how, ReadOnlySpan<byte> input)
    {
        bool holds = expected.Outcome switch
        {
            Outcome.Unknown => error == HttpError.UnsupportedContentCoding,
            Outcome.Malformed => error == HttpError.InvalidContentCoding,
            Outcome.Whole => error == HttpError.None,

            // The runtime's decoders of deflate and br keep to themselves what came with their end.
            Outcome.HasRest => error is HttpError.None or HttpError.InvalidContentCoding,
            Outcome.TooLarge => error is HttpError.BodyTooLarge or HttpError.InvalidContentCoding,
            _ => true,
        };
        Require(holds, $"{error} {how}, expected {expected.Outcome}", input);
        Require(
            error != HttpError.None || expected.Body is null || body.AsSpan().SequenceEqual(expected.Body),
            $"another body {how}",
            input);
    }

    // The fields alone: the body is handed to the decoder as it is to come.
    private bool TryReceive(string codings)
    {
        // A new one, since a reader remembers the head before.
        ResponseReader reader = new(s_limits);
        reader.Begin(RequestTraits.Head, _response);
        byte[] head = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {codings}\r\n\r\n");
        return reader.Read(head, out int consumed) == ParseStatus.Done && consumed == head.Length
            && _response.Headers.Count == 1;
    }

    private (HttpError Error, byte[] Body) Decode(Stream coded, long maxBytes)
    {
        // A buffer that has grown for the input before would be read into in larger pieces.
        MessageBuffer decoded = new();
        HttpError error = ContentDecoder.Decode(_response.Headers, coded, decoded, maxBytes);
        return (error, error == HttpError.None ? decoded.Written.ToArray() : []);
    }

    // As a streamed body is decoded.
    private (HttpError Error, byte[] Body) DecodeStreamed(Stream coded)
    {
        if (ContentDecoder.TryOpen(_response.Headers, coded) is not { } decoder)
        {
            return (HttpError.UnsupportedContentCoding, []);
        }

        using DecodedStream stream = new(decoder, MaxBytes);
        using MemoryStream body = new();
        try
        {
            stream.CopyToAsync(body).GetAwaiter().GetResult();
            return (HttpError.None, body.ToArray());
        }
        catch (HttpException failure)
        {
            return (failure.Error, []);
        }
    }

    private static Expectation Expect(string codings, byte[] body)
    {
        string[] names =
        [
            .. codings.Split(',').Select(name => name.Trim(' ', '\t').ToLowerInvariant())
                .Where(name => name.Length > 0 && name != "identity").Select(name => name == "x-gzip" ? "gzip" : name),
        ];
        if (names.Length > MaxCodings || !names.All(name => name is "gzip" or "deflate" or "br"))
        {
            return new Expectation(Outcome.Unknown, null);
        }

        bool hasRest = false;
        for (int index = names.Length - 1; index >= 0; index--)
        {
            try
            {
                if (body.Length > 0)
                {
                    body = ReferenceDecoder.Decode(names[index], body, MaxBytes, out bool isFollowed);
                    hasRest |= isFollowed;
                }
            }
            catch (MalformedCodingException)
            {
                // Further up there may be too much of it before the fault is reached.
                return new Expectation(
                    hasRest ? Outcome.Any : index > 0 ? Outcome.TooLarge : Outcome.Malformed, null);
            }

            // What is too large on the way may be short in the end.
            if (body.Length > MaxBytes)
            {
                return new Expectation(index == 0 && !hasRest ? Outcome.TooLarge : Outcome.Any, null);
            }
        }

        return new Expectation(hasRest ? Outcome.HasRest : Outcome.Whole, body);
    }

    private static IEnumerable<byte[]> MakeSamples()
    {
        string[] lines = [.. Enumerable.Range(0, 20).Select(number => $"{number * 7} lines\n")];
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(lines));
        byte[] noise = new byte[100];
        new Random(1).NextBytes(noise);
        string[] codings =
            ["gzip", "deflate", "br", "x-gzip", "identity", "gzip, br", "BR ,, deflate,gzip", "raw", "zstd"];
        foreach (string line in codings)
        {
            byte[] name = Encoding.ASCII.GetBytes(line == "raw" ? "deflate\n" : line + "\n");
            string[] steps = line.ToLowerInvariant().Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
            foreach (byte[] content in (byte[][])[text, noise, []])
            {
                yield return [.. name, .. steps.Aggregate(content, (coded, coding) => Code(coding, coded))];
            }
        }

        byte[] member = Code("gzip", text[..30]);
        yield return [.. "gzip\n"u8, .. member, .. Code("gzip", []), .. member];

        // With each part that the head of a member may have: extra bytes, a name, a comment.
        yield return [.. "gzip\n"u8, 0x1f, 0x8b, 8, 0x1c, .. member[4..10], 2, 0, 1, 2, .. "n\0c\0"u8, .. member[10..]];
        yield return [.. "br\n"u8, .. Code("br", text), 0];
    }

    private static byte[] Code(string coding, byte[] content)
    {
        using MemoryStream output = new();
        using (Stream? coder = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true),
            "raw" => new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true),
            _ => null,
        })
        {
            (coder ?? output).Write(content);
        }

        return output.ToArray();
    }

    private enum Outcome
    {
        Whole,
        HasRest,
        TooLarge,
        Malformed,
        Unknown,
        Any,
    }

    private sealed record Expectation(Outcome Outcome, byte[]? Body);
}
