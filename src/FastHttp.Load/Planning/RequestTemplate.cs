using System;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// A request with columns in target, fields and body, ready to be filled. Immutable and shared; filling allocates
/// nothing.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class RequestTemplate
{
    // "Content-Length: ", ten digits, two line ends.
    private const int LengthFieldBytes = 16 + 10 + 4;

    private readonly Template _line;
    private readonly Template _fields;
    private readonly Template _body;
    private readonly bool _declaresLength;

    private RequestTemplate(string name, RequestSpec request, Template line, Template fields, Template body)
    {
        Name = name;
        Method = request.Method;
        Traits = RequestBytes.TraitsOf(request);
        _line = line;
        _fields = fields;
        _body = body;
        _declaresLength = request.DeclaresLength;
    }

    /// <summary>What the entry is called in the report.</summary>
    internal string Name { get; }

    internal string Method { get; }

    internal RequestTraits Traits { get; }

    /// <returns>The template, or why the request cannot be filled from the data.</returns>
    internal static (RequestTemplate? Template, string? Error) Make(string name, RequestSpec request, DataTable? data)
    {
        string head = RequestBytes.HeadOf(request);
        int lineEnd = head.IndexOf('\n', StringComparison.Ordinal) + 1;
        (Template? line, string? unknown) =
            Template.Cut(Encoding.UTF8.GetBytes(head[..lineEnd]), data?.Columns, CellForm.Url);
        (Template? fields, string? alsoUnknown) = Template.Cut(Encoding.UTF8.GetBytes(head[lineEnd..]), data?.Columns);
        (Template? body, string? unknownToo) = Template.Cut(request.Body, data?.Columns);
        unknown ??= alsoUnknown ?? unknownToo;
        if (line is null || fields is null || body is null)
        {
            string known = string.Join(", ", data!.Columns);
            return (null, $"{{{{{unknown}}}}} is not a column of the data; there are {known}");
        }

        string? broken = data is null ? null : FindLineBreak(fields, data);
        return broken is null
            ? (new RequestTemplate(name, request, line, fields, body), null)
            : (null, broken);
    }

    /// <summary>The room that <see cref="Write"/> needs at most.</summary>
    internal int MaxLength(DataTable? data, int row) =>
        _line.LengthOf(data, row) + _fields.LengthOf(data, row) + _body.LengthOf(data, row) + LengthFieldBytes;

    /// <returns>The number of bytes written.</returns>
    internal int Write(DataTable? data, int row, Span<byte> output)
    {
        int written = _line.Write(data, row, output);
        written += _fields.Write(data, row, output[written..]);
        if (_declaresLength)
        {
            "Content-Length: "u8.CopyTo(output[written..]);
            written += 16;
            Utf8Formatter.TryFormat(_body.LengthOf(data, row), output[written..], out int digits);
            written += digits;
            "\r\n"u8.CopyTo(output[written..]);
            written += 2;
        }

        "\r\n"u8.CopyTo(output[written..]);
        return written + 2 + _body.Write(data, row, output[(written + 2)..]);
    }

    // A field cannot carry a line break, and one that came out of the data would become a field of its own.
    private static string? FindLineBreak(Template fields, DataTable data)
    {
        foreach (int column in fields.Columns.Distinct())
        {
            for (int row = 0; row < data.RowCount; row++)
            {
                if (data.Cell(row, column, CellForm.Raw).IndexOfAny((byte)'\r', (byte)'\n') >= 0)
                {
                    return $"row {row + 1} of the data has a line break in '{data.Columns[column]}', "
                        + "which a header cannot carry";
                }
            }
        }

        return null;
    }
}
