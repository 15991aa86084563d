using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp;
using FastHttp.Http1;
using Testing.Responses;

namespace Testing;

/// <summary>
/// A second reading of the response rules, slow and plain, written without a look at the product's: text of one char
/// a byte, the whole stream at once, which then ends. It only says Refused, not why. Defaults of the table: no body
/// limit.
/// </summary>
public static class ReferenceParser
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";
    private const int MaxHead = 64 * 1024;

    private static readonly string[] s_notInTrailers =
    [
        "accept-encoding", "age", "authorization", "cache-control", "connection", "content-encoding", "content-length",
        "content-range", "content-type", "cookie", "date", "expect", "expires", "host", "keep-alive", "location",
        "max-forwards", "pragma", "proxy-authenticate", "proxy-authorization", "proxy-connection", "retry-after",
        "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "vary", "warning", "www-authenticate",
    ];

    /// <summary>The outcome, and the length of the message; null if the response is refused or not whole.</summary>
    public static (ResponseOutcome Outcome, int Length)? Read(string wire, RequestTraits traits)
    {
        try
        {
            int at = 0;
            for (int interims = 0; interims <= 100; interims++)
            {
                Head head = ReadHead(wire, ref at);
                if (head.Status >= 200)
                {
                    return ReadMessage(wire, at, head, traits);
                }

                Require(head.Status != 101);
            }
        }
        catch (Refused)
        {
            // Falls through: the caller only asks whether.
        }

        return null;
    }

    /// <summary>How the body after a final head is framed, and whether the connection persists; null if the head is
    /// refused or not whole.</summary>
    internal static (BodyKind Kind, long Length, bool Keeps)? ReadFraming(string head, RequestTraits traits)
    {
        int at = 0;
        try
        {
            return FramingOf(ReadHead(head, ref at), traits);
        }
        catch (Refused)
        {
            return null;
        }
    }

    private static (ResponseOutcome Outcome, int Length) ReadMessage(
        string wire, int at, Head head, RequestTraits traits)
    {
        (BodyKind kind, long length, bool keeps) = FramingOf(head, traits);
        string body = "";
        List<(string Name, string Value)> trailers = [];
        switch (kind)
        {
            case BodyKind.Chunked:
                body = ReadChunks(wire, ref at);
                trailers = ReadTrailers(wire, ref at);
                break;
            case BodyKind.Length:
                Require(length <= wire.Length - at);
                body = wire.Substring(at, (int)length);
                at += (int)length;
                break;
            case BodyKind.UntilClose:
                body = wire[at..];
                at = wire.Length;
                break;
            default:
                break;
        }

        ResponseOutcome outcome = new()
        {
            StatusCode = head.Status,
            Reason = head.Reason,
            Fields = head.Fields,
            Trailers = trailers,
            Body = body,
            End = kind == BodyKind.Tunnel ? MessageEnd.Tunnel : keeps ? MessageEnd.Keep : MessageEnd.Close,
        };
        return (outcome, at);
    }

    private static (BodyKind Kind, long Length, bool Keeps) FramingOf(Head head, RequestTraits traits)
    {
        List<string> codings = Members(head.Fields, "transfer-encoding");
        List<string> lengths = Members(head.Fields, "content-length", keepsEmpty: true);
        List<string> options = Members(head.Fields, "connection");
        bool hasCoding = head.Fields.Any(f => f.Name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase));
        bool keeps = !options.Contains("close") && (head.Minor > 0 || options.Contains("keep-alive"))
            && !traits.HasFlag(RequestTraits.Close);
        if (traits.HasFlag(RequestTraits.Head) || head.Status is 204 or 304)
        {
            return (BodyKind.Length, 0, keeps);
        }

        if (traits.HasFlag(RequestTraits.Connect) && head.Status < 300)
        {
            return (BodyKind.Tunnel, 0, false);
        }

        Require(lengths.All(IsLength) && lengths.Select(decimal.Parse).Distinct().Count() <= 1);
        if (hasCoding)
        {
            Require(codings.Count == 1 && codings[0] == "chunked" && head.Minor > 0);
            return (BodyKind.Chunked, 0, keeps && lengths.Count == 0);
        }

        return lengths.Count > 0
            ? (BodyKind.Length, (long)decimal.Parse(lengths[0]), keeps)
            : (BodyKind.UntilClose, 0, false);
    }

    private static Head ReadHead(string wire, ref int at)
    {
        int start = at;
        string line = ReadLine(wire, ref at, takesBareLf: true);
        Require(line.Length >= 12 && line.StartsWith("HTTP/1.", StringComparison.Ordinal));
        Require(char.IsAsciiDigit(line[7]) && line[8] == ' ');
        Require(line[9] is >= '1' and <= '9' && char.IsAsciiDigit(line[10]) && char.IsAsciiDigit(line[11]));
        Require(line.Length == 12 || line[12] == ' ');
        string reason = line.Length <= 13 ? "" : line[13..];
        Require(reason.All(IsText));
        List<(string Name, string Value)> fields = [];
        while (true)
        {
            line = ReadLine(wire, ref at, takesBareLf: true);
            Require(at - start <= MaxHead);
            if (line.Length == 0)
            {
                return new Head(wire[start + 7] - '0', int.Parse(wire.AsSpan(start + 9, 3)), reason, fields);
            }

            (string name, string value) = ReadField(line);
            bool isFolded = false;
            while (at < wire.Length && wire[at] is ' ' or '\t')
            {
                string more = ReadLine(wire, ref at, takesBareLf: true);
                Require(more.All(IsText));
                value = (value.TrimEnd(' ', '\t') + " " + more.Trim(' ', '\t')).Trim(' ', '\t');
                isFolded = true;
            }

            string lower = name.ToLowerInvariant();
            Require(!isFolded || lower is not ("content-length" or "transfer-encoding" or "connection"));
            Require(at < wire.Length && fields.Count < 256);
            fields.Add((name, value));
        }
    }

    private static (string Name, string Value) ReadField(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        Require(colon > 0);
        string name = line[..colon];
        string value = line[(colon + 1)..].Trim(' ', '\t');
        Require(name.All(c => char.IsAsciiLetterOrDigit(c) || TokenPunctuation.Contains(c)) && value.All(IsText));
        return (name, value);
    }

    private static string ReadChunks(string wire, ref int at)
    {
        string body = "";
        while (true)
        {
            string line = ReadLine(wire, ref at, takesBareLf: false);
            Require(line.All(IsText) && line.Length <= 16 * 1024);
            string size = new(line.TakeWhile(char.IsAsciiHexDigit).ToArray());
            string rest = line[size.Length..].TrimStart(' ', '\t');
            Require(size.Length > 0 && (rest.Length == 0 || rest[0] == ';'));
            size = size.TrimStart('0');
            Require(size.Length < 16 || (size.Length == 16 && size[0] <= '7'));
            long length = size.Length == 0 ? 0 : Convert.ToInt64(size, 16);
            if (length == 0)
            {
                return body;
            }

            Require(length <= wire.Length - at);
            body += wire.Substring(at, (int)length);
            at += (int)length;
            Require(at + 2 <= wire.Length && wire[at] == '\r' && wire[at + 1] == '\n');
            at += 2;
        }
    }

    private static List<(string Name, string Value)> ReadTrailers(string wire, ref int at)
    {
        List<(string Name, string Value)> trailers = [];
        while (true)
        {
            string line = ReadLine(wire, ref at, takesBareLf: false);
            if (line.Length == 0)
            {
                return trailers;
            }

            (string Name, string Value) field = ReadField(line);
            if (!s_notInTrailers.Contains(field.Name.ToLowerInvariant()))
            {
                trailers.Add(field);
            }
        }
    }

    // A CR that is not before LF, and any other control, is left in the line for the caller to refuse.
    private static string ReadLine(string wire, ref int at, bool takesBareLf)
    {
        int lf = wire.IndexOf('\n', at);
        Require(lf >= 0);
        bool hasCr = lf > at && wire[lf - 1] == '\r';
        Require(hasCr || takesBareLf);
        string line = wire[at..(hasCr ? lf - 1 : lf)];
        at = lf + 1;
        return line;
    }

    private static List<string> Members(
        List<(string Name, string Value)> fields, string name, bool keepsEmpty = false) =>
        fields.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(f => f.Value.Split(',').Select(m => m.Trim(' ', '\t').ToLowerInvariant()))
            .Where(m => keepsEmpty || m.Length > 0)
            .ToList();

    private static bool IsLength(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit)
        && (text.TrimStart('0').Length < 19
            || (text.TrimStart('0').Length == 19 && decimal.Parse(text) <= long.MaxValue));

    private static bool IsText(char current) => current is '\t' or (>= ' ' and not '\x7F');

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new Refused();
        }
    }

    private sealed record Head(
        int Minor, int Status, string Reason, List<(string Name, string Value)> Fields);

    private sealed class Refused : Exception;
}
