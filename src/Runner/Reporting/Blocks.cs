using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Reporting;

// Charts of characters, an eighth of a cell fine. They tell by their form alone, without a colour.
internal static class Blocks
{
    private const string Upright = " ▁▂▃▄▅▆▇█";
    private const string Lying = " ▏▎▍▌▋▊▉█";

    /// <summary>A bar to the right; what is more than nothing is seen.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="width">How long a whole one is.</param>
    public static string Bar(double share, int width)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * width * 8);
        eighths = share > 0 ? Math.Max(1, eighths) : 0;
        string rest = eighths % 8 == 0 ? "" : Lying[eighths % 8].ToString();
        return new string('█', eighths / 8) + rest;
    }

    /// <summary>Columns side by side, the top row first; a column without a value is blank.</summary>
    /// <param name="shares">From 0 to 1.</param>
    /// <param name="height">Rows.</param>
    public static IReadOnlyList<string> Columns(IReadOnlyList<double?> shares, int height) =>
        [.. Enumerable.Range(1, height).Select(row => string.Concat(shares.Select(share =>
            share is { } value ? Cell(value, height, height - row) : ' ')))];

    /// <summary>Columns of layers, the lowest one first; the top row comes first.</summary>
    /// <param name="layers">The shares of each column, ascending, from 0 to 1; null for a column without.</param>
    /// <param name="fills">The character of each layer.</param>
    /// <param name="height">Rows.</param>
    public static IReadOnlyList<string> Layers(IReadOnlyList<double[]?> layers, string fills, int height) =>
        [.. Enumerable.Range(1, height).Select(row => string.Concat(layers.Select(column =>
            column is null ? ' ' : Layer(column, fills, height, height - row))))];

    private static char Cell(double share, int height, int below)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * height * 8);

        // A value of nothing has its line all the same: it was measured.
        return Upright[Math.Clamp(eighths - (below * 8), below == 0 ? 1 : 0, 8)];
    }

    private static char Layer(double[] column, string fills, int height, int below)
    {
        for (int layer = 0; layer < column.Length; layer++)
        {
            int top = Math.Max(1, (int)Math.Ceiling((Math.Clamp(column[layer], 0, 1) * height) - 0.5));
            if (below < top)
            {
                return fills[layer];
            }
        }

        return ' ';
    }
}
