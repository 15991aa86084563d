using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

// A text cut once into literal pieces and columns ({{name}}), to be put together for each request without looking at
// it again. Immutable and shared.
internal sealed class Template
{
    private readonly Piece[] _pieces;

    private Template(Piece[] pieces) => _pieces = pieces;

    /// <summary>The numbers of the columns in it.</summary>
    public IEnumerable<int> Columns => _pieces.Where(piece => piece.Column >= 0).Select(piece => piece.Column);

    /// <summary>Cuts a text; without columns it is one literal.</summary>
    /// <returns>The template, or the name in it that is no column.</returns>
    public static (Template? Template, string? Unknown) Cut(
        ReadOnlySpan<byte> text, IReadOnlyList<string>? columns, CellForm form = CellForm.Raw)
    {
        List<Piece> pieces = [];
        while (columns is not null && text.IndexOf("{{"u8) is >= 0 and int open)
        {
            int length = text[(open + 2)..].IndexOf("}}"u8);
            if (length < 0)
            {
                break;
            }

            string name = Encoding.UTF8.GetString(text.Slice(open + 2, length)).Trim();
            (int column, CellForm own) = Find(name, columns, form);
            if (column < 0)
            {
                return (null, name);
            }

            pieces.Add(new Piece(text[..open].ToArray(), -1, form));
            pieces.Add(new Piece([], column, own));
            text = text[(open + 2 + length + 2)..];
        }

        pieces.Add(new Piece(text.ToArray(), -1, form));
        return (new Template([.. pieces.Where(piece => piece.Column >= 0 || piece.Literal.Length > 0)]), null);
    }

    // {{name:json}} and {{name:url}} say how; a column that is called so is itself.
    private static (int Column, CellForm Form) Find(string name, IReadOnlyList<string> columns, CellForm form)
    {
        List<string> names = [.. columns];
        int column = names.IndexOf(name);
        int colon = name.LastIndexOf(':');
        if (column >= 0 || colon < 0)
        {
            return (column, form);
        }

        return name[(colon + 1)..].Trim().ToUpperInvariant() switch
        {
            "JSON" => (names.IndexOf(name[..colon].Trim()), CellForm.Json),
            "URL" => (names.IndexOf(name[..colon].Trim()), CellForm.Url),
            _ => (-1, form),
        };
    }

    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    public int LengthOf(DataTable? data, int row)
    {
        int length = 0;
        foreach (ref readonly Piece piece in _pieces.AsSpan())
        {
            length += piece.In(data, row).Length;
        }

        return length;
    }

    public int Write(DataTable? data, int row, Span<byte> output)
    {
        int written = 0;
        foreach (ref readonly Piece piece in _pieces.AsSpan())
        {
            ReadOnlySpan<byte> bytes = piece.In(data, row);
            bytes.CopyTo(output[written..]);
            written += bytes.Length;
        }

        return written;
    }

    private readonly record struct Piece(byte[] Literal, int Column, CellForm Form)
    {
        public ReadOnlySpan<byte> In(DataTable? data, int row) =>
            Column < 0 ? Literal : data!.Cell(row, Column, Form);
    }
}

/// <summary>How a cell of the data is written where it is filled in.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum CellForm
{
    /// <summary>As it is.</summary>
    Raw,

    /// <summary>Escaped for a URL.</summary>
    Url,

    /// <summary>Escaped for a string of JSON, without its quotes.</summary>
    Json,
}
