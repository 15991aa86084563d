using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Runner.Pages.Charts;

/// <summary>
/// The path data of SVG for a plot of 1000 by 1000 units, whatever its size on the page. Short: whole units across,
/// tenths upwards, which is finer than a screen.
/// </summary>
internal static class PathBuilder
{
    public const int Units = 1000;

    /// <summary>A line through the points that have a value; a gap where one has none.</summary>
    public static string Line(IReadOnlyList<double> across, IReadOnlyList<double?> upwards)
    {
        StringBuilder path = new();
        bool isDrawing = false;
        for (int point = 0; point < across.Count; point++)
        {
            if (upwards[point] is not { } height)
            {
                isDrawing = false;
                continue;
            }

            // A value without neighbours would be a line of no length: it gets a short one.
            bool isAlone = !isDrawing && (point + 1 == across.Count || upwards[point + 1] is null);
            Add(path, isDrawing ? 'L' : 'M', isAlone ? across[point] - 0.002 : across[point], height);
            if (isAlone)
            {
                Add(path, 'L', across[point] + 0.002, height);
            }

            isDrawing = true;
        }

        return path.ToString();
    }

    /// <summary>The area between such a line and the bottom.</summary>
    public static string Area(IReadOnlyList<double> across, IReadOnlyList<double?> upwards)
    {
        StringBuilder path = new();
        int start = -1;
        for (int point = 0; point <= across.Count; point++)
        {
            bool hasValue = point < across.Count && upwards[point] is not null;
            if (hasValue)
            {
                if (start < 0)
                {
                    start = point;
                    Add(path, 'M', across[point], 0);
                }

                Add(path, 'L', across[point], upwards[point]!.Value);
            }
            else if (start >= 0)
            {
                Add(path, 'L', across[point - 1], 0);
                path.Append('Z');
                start = -1;
            }
        }

        return path.ToString();
    }

    /// <summary>A bar from the bottom at each point that is above 0.</summary>
    public static string Bars(IReadOnlyList<double> across, IReadOnlyList<double?> upwards, double width)
    {
        StringBuilder path = new();
        for (int point = 0; point < across.Count; point++)
        {
            if (upwards[point] is > 0 and { } height)
            {
                // What is there at all can be seen.
                Box(path, across[point] - (width / 2), 0, width, Math.Max(height, 0.015));
            }
        }

        return path.ToString();
    }

    public static void Box(StringBuilder path, double left, double bottom, double width, double height)
    {
        Add(path, 'M', left, bottom);
        path.Append(CultureInfo.InvariantCulture, $"v{Number(-height * Units)}h{Number(width * Units)}");
        path.Append(CultureInfo.InvariantCulture, $"v{Number(height * Units)}z");
    }

    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static void Add(StringBuilder path, char command, double across, double upwards) =>
        path.Append(command).Append(Number(Math.Round(across * Units, 1))).Append(' ')
            .Append(Number((1 - upwards) * Units));
}
