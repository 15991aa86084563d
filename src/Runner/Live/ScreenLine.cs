using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Runner.Live;

// A row of a screen, or a part of one: texts with a style each, as wide as they are shown.
internal sealed class ScreenLine
{
    private const char Ellipsis = '…';

    private readonly List<(string Text, ScreenStyle Style)> _parts = [];

    /// <summary>Cells that it takes.</summary>
    public int Width { get; private set; }

    /// <summary>What is shown, without styles.</summary>
    public string Text => string.Concat(_parts.Select(part => part.Text));

    public static ScreenLine Of(string text, ScreenStyle style = ScreenStyle.Plain) =>
        new ScreenLine().Add(text, style);

    public ScreenLine Add(string text, ScreenStyle style = ScreenStyle.Plain)
    {
        string safe = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        _parts.Add((safe, style));
        Width += safe.Sum(WidthOf);
        return this;
    }

    public ScreenLine Add(ScreenLine other)
    {
        other._parts.ForEach(part => Add(part.Text, part.Style));
        return this;
    }

    /// <summary>The same in exactly so many cells: cut with a mark, or followed by blanks.</summary>
    public ScreenLine Fit(int width)
    {
        if (Width <= width)
        {
            return new ScreenLine().Add(this).Add(new string(' ', width - Width));
        }

        ScreenLine cut = new();
        foreach ((string text, ScreenStyle style) in _parts)
        {
            int taken = 0;
            int cells = cut.Width;
            while (taken < text.Length && cells + WidthOf(text[taken]) < width)
            {
                cells += WidthOf(text[taken++]);
            }

            // Half of a pair is no character.
            taken -= taken > 0 && char.IsHighSurrogate(text[taken - 1]) ? 1 : 0;
            cut.Add(text[..taken], style);
            if (taken < text.Length)
            {
                break;
            }
        }

        return width <= 0 ? cut : cut.Add(Ellipsis.ToString()).Fit(width);
    }

    /// <summary>Writes it with the codes of its styles (ECMA-48 §8.3.117).</summary>
    public void WriteTo(StringBuilder output, bool hasColor)
    {
        foreach ((string text, ScreenStyle style) in _parts)
        {
            string code = CodeOf(style, hasColor);
            output.Append(code.Length == 0 ? text : $"\e[{code}m{text}\e[0m");
        }
    }

    // Cyan and red are told apart by those who do not tell green from red.
    private static string CodeOf(ScreenStyle style, bool hasColor) => style switch
    {
        ScreenStyle.Strong => "1",
        ScreenStyle.Faint when hasColor => "2",
        ScreenStyle.Good or ScreenStyle.Chart when hasColor => "36",
        ScreenStyle.Doubt when hasColor => "33",
        ScreenStyle.SecondChart when hasColor => "94",
        ScreenStyle.Bad => hasColor ? "1;31" : "1",
        _ => "",
    };

    // Of East Asian characters, which take two cells; half of a pair takes one of the two.
    private static int WidthOf(char letter) => letter switch
    {
        >= '\u1100' and <= '\u115f' or >= '\u2e80' and <= '\ua4cf' or >= '\uac00' and <= '\ud7a3' => 2,
        >= '\uf900' and <= '\ufaff' or >= '\ufe30' and <= '\ufe6f' or >= '\uff00' and <= '\uff60' => 2,
        _ => 1,
    };
}

// What a text on the screen means. A colour says nothing that the text does not say.
internal enum ScreenStyle
{
    Plain,
    Strong,
    Faint,
    Good,
    Doubt,
    Bad,
    Chart,
    SecondChart,
}
