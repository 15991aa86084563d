using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Http1;
using Testing.Responses;

namespace Testing.Fuzzing;

/// <summary>
/// The head parser alone, on the whole input at once. What it hands out is put together again: it must be the head that
/// came, line by line.
/// </summary>
internal sealed class HeadTarget : FuzzTarget
{
    private readonly HeadRecord _record = new();

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. ResponseCases.All.Where(row => row.Wire.Length < 300).Select(row => Head(row.Wire)).Distinct(),
        Head(WireSamples.Nginx), Head(WireSamples.KestrelChunked),
    ];

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        HeadSink sink = new(_record, maxLines: 256);
        int position = 0;
        ParseStatus status = ResponseHeadParser.TryRead(input, ref sink, ref position, out HttpError error);
        Require(status == ParseStatus.Invalid == (error != HttpError.None), "the reason contradicts the status", input);
        if (status != ParseStatus.Done)
        {
            return false;
        }

        Check(input, input[..position]);
        return true;
    }

    // Plain: split at line feeds, join what is folded, and compare.
    private void Check(ReadOnlySpan<byte> input, ReadOnlySpan<byte> head)
    {
        string text = Encoding.Latin1.GetString(head);
        List<string> lines = [.. text.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line)];
        Require(lines.Count >= 3 && lines[^1].Length == 0 && lines[^2].Length == 0, "no empty line at the end", input);
        Require(!text.Contains('\0', StringComparison.Ordinal), "NUL was accepted", input);
        Require(
            lines[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            && lines[0][9..12] == $"{_record.StatusCode}" && lines[0][7] - '0' == _record.MinorVersion,
            "another status line",
            input);
        Require(
            Slice(text, _record.ReasonStart, _record.ReasonLength) == (lines[0].Length <= 13 ? "" : lines[0][13..]),
            "another reason phrase",
            input);
        int field = 0;
        for (int line = 1; line < lines.Count - 2; line++)
        {
            int colon = lines[line].IndexOf(':', StringComparison.Ordinal);
            string nameOfLine = lines[line][..colon];
            string value = lines[line][(colon + 1)..].Trim(' ', '\t');
            while (lines[line + 1].Length > 0 && lines[line + 1][0] is ' ' or '\t')
            {
                value = (value.TrimEnd(' ', '\t') + " " + lines[++line].Trim(' ', '\t')).Trim(' ', '\t');
            }

            FieldEntry entry = _record.Fields.Entries[field++];
            Require(Slice(text, entry.NameStart, entry.NameLength) == nameOfLine, "another name", input);
            byte[] bytes = Encoding.Latin1.GetBytes(Slice(text, entry.ValueStart, entry.ValueLength));
            int length = entry.IsFolded ? FoldJoiner.Join(bytes) : bytes.Length;
            Require(Encoding.Latin1.GetString(bytes, 0, length) == value, "another value", input);
        }

        Require(field == _record.Fields.Entries.Length, "another number of fields", input);
    }

    private static string Slice(string text, int start, int length) => text.Substring(start, length);

    private static byte[] Head(byte[] wire)
    {
        int end = wire.AsSpan().IndexOf("\r\n\r\n"u8);
        return end < 0 ? wire : wire[..(end + 4)];
    }
}
