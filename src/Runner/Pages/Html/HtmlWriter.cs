using System;
using System.Collections.Generic;
using System.Text;

namespace Runner.Pages.Html;

/// <summary>
/// Writes a page. Whatever comes in as text or as the value of an attribute is escaped here, so that an address or an
/// error text of a run can never become markup; only <see cref="Trusted"/>, for what is compiled in, is not.
/// Not safe for several threads.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = [];

    /// <summary>Opens an element; an attribute without a value (null) is left out, an empty one is bare.</summary>
    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag(tag, attributes);
        _open.Push(tag);
        return this;
    }

    /// <summary>Closes the element that was opened last.</summary>
    public HtmlWriter Close()
    {
        _text.Append("</").Append(_open.Pop()).Append(">\n");
        return this;
    }

    /// <summary>Writes an element that has no content, such as a line break.</summary>
    public HtmlWriter Void(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag(tag, attributes);
        return this;
    }

    /// <summary>Writes an element with a text in it.</summary>
    public HtmlWriter Leaf(string tag, string? text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag(tag, attributes);
        Escape(text);
        _text.Append("</").Append(tag).Append('>');
        return this;
    }

    public HtmlWriter Text(string? text)
    {
        Escape(text);
        return this;
    }

    /// <summary>Writes markup as it is. Only for what is compiled in.</summary>
    public HtmlWriter Trusted(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>
    /// Writes JSON as a data block. A "less than" can only stand inside of a string there, and is written as JSON's own
    /// escape, so that no string ends the block or starts a comment.
    /// </summary>
    public HtmlWriter Data(string json, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag("script", [("type", "application/json"), .. attributes]);
        _text.Append(json.Replace("<", "\\u003c", StringComparison.Ordinal)).Append("</script>\n");
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Tag(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(tag);
        foreach ((string name, string? value) in attributes)
        {
            if (value is null)
            {
                continue;
            }

            _text.Append(' ').Append(name);
            if (value.Length > 0)
            {
                _text.Append("=\"");
                Escape(value);
                _text.Append('"');
            }
        }

        _text.Append('>');
    }

    private void Escape(string? text)
    {
        foreach (char letter in text ?? "")
        {
            _ = letter switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),

                // A control character is not allowed in HTML; its picture says that it was there.
                < ' ' when letter is not ('\n' or '\t') => _text.Append((char)(0x2400 + letter)),
                _ => _text.Append(letter),
            };
        }
    }
}
