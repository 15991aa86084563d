using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using FastHttp;

namespace Testing.Fuzzing;

/// <summary>
/// Forms of parts. The input is the boundary, then name, file name, type and content of each part, with bars between
/// them. Refused is exactly what would not stay one line, and what is written is read back by text.
/// </summary>
internal sealed partial class MultipartTarget : FuzzTarget
{
    private readonly MemoryStream _output = new();

    public override int RandomInputs => 50_000;

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. new[]
        {
            "XX|name|||value", "a-b_c.D'+9|f|a.txt|text/plain|bytes|g|b.bin||more bytes",
            "B|n\"\r\n|f\"\r\n|x/y; q=\"z\"|\r\n--B-\r\n--", "B", "B|\u00e9\\|\u00fc.txt||\u00e4\0",
            "bad boundary|n|||v", "B|n|f|two\r\nlines|v", "B|n||| --B|n2|||\r\n--B--\r\n",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    public override string Interesting => "|||\"\r\n-B%; \\:='\0\u007f\u00ff\u0080tX9";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        string[] words = Encoding.Latin1.GetString(input).Split('|');
        MultipartForm form;
        List<Part> parts = [];
        bool isExpected = Boundary().IsMatch(words[0]);
        try
        {
            form = new MultipartForm(words[0]);
            for (int at = 1; at + 4 <= words.Length; at += 4)
            {
                Part part = new(words[at], words[at + 1], words[at + 2], words[at + 3]);
                isExpected &= part.FileName.Length == 0 || part.Type.All(c => c is '\t' or (>= ' ' and not '\x7F'));
                Add(form, part, mutator);
                parts.Add(part);
            }
        }
        catch (ArgumentException)
        {
            Require(!isExpected, "refused", input);
            return false;
        }

        Require(isExpected, "accepted", input);
        string written = Write(form);
        Require(form.Length == written.Length, $"{form.Length} bytes told, {written.Length} written", input);

        // A boundary of the caller's own may occur in a part; then no reader finds the end.
        if (!parts.Exists(part => part.Content.Contains($"\r\n--{words[0]}", StringComparison.Ordinal)))
        {
            Require(Read(written, words[0])?.SequenceEqual(parts.Select(Seen)) == true, $"reads {written}", input);
        }

        return true;
    }

    private static void Add(MultipartForm form, Part part, Mutator mutator)
    {
        byte[] content = Encoding.Latin1.GetBytes(part.Content);
        string? type = part.Type.Length == 0 ? null : part.Type;
        if (part.FileName.Length == 0)
        {
            form.AddField(part.Name, part.Content);
        }
        else if (mutator.OneIn(2))
        {
            form.AddFile(part.Name, part.FileName, content, type);
        }
        else
        {
            form.AddFile(part.Name, part.FileName, new MemoryStream(content), type);
        }
    }

    private string Write(MultipartForm form)
    {
        _output.SetLength(0);
        PipeWriter writer = PipeWriter.Create(_output, new StreamPipeWriterOptions(leaveOpen: true));
        form.WriteAsync(writer).AsTask().GetAwaiter().GetResult();
        writer.Complete();
        return Encoding.Latin1.GetString(_output.GetBuffer(), 0, (int)_output.Length);
    }

    // The part as its reader sees it: what is text arrives in UTF-8, a file as it is.
    private static Part Seen(Part part)
    {
        bool isFile = part.FileName.Length > 0;
        return new Part(
            Escape(part.Name),
            Escape(part.FileName),
            isFile ? Utf8(part.Type.Length == 0 ? "application/octet-stream" : part.Type) : "",
            isFile ? part.Content : Utf8(part.Content));
    }

    private static string Escape(string name) => Utf8(name).Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    // Null where it is no form.
    private static List<Part>? Read(string text, string boundary)
    {
        List<Part> parts = [];
        int at = 0;
        while (text[at..] != $"--{boundary}--\r\n")
        {
            int end = text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal);
            Match head = end < 0 ? Match.Empty : Head().Match(text[at..end]);
            if (!head.Success || head.Groups["boundary"].Value != boundary)
            {
                return null;
            }

            int next = text.IndexOf($"\r\n--{boundary}", end + 4, StringComparison.Ordinal);
            if (next < 0)
            {
                return null;
            }

            (string name, string file, string type) =
                (head.Groups["name"].Value, head.Groups["file"].Value, head.Groups["type"].Value);
            parts.Add(new Part(name, file, type, text[(end + 4)..next]));
            at = next + 2;
        }

        return parts;
    }

    [GeneratedRegex(@"\A['+_.\-0-9A-Za-z]{1,70}\z")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\A--(?<boundary>[^\r\n]+)\r\nContent-Disposition: form-data; name=""(?<name>[^""\r\n]*)"""
        + @"(?:; filename=""(?<file>[^""\r\n]*)""\r\nContent-Type: (?<type>[^\r\n]*))?\z")]
    private static partial Regex Head();

    private sealed record Part(string Name, string FileName, string Type, string Content);
}
