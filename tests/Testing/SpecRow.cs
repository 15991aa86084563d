using System;

namespace Testing;

/// <summary>
/// Says which cases of a list in docs/cases the rows of a theory's table prove, where they stand:
/// <c>SpecRow.Of("wrk", 29, row, row)</c>. So a case loses its proof with its rows, whatever the theory says of itself.
/// </summary>
public static class SpecRow
{
    /// <param name="list">The name of the list.</param>
    /// <param name="number">The case.</param>
    /// <param name="rows">The rows that prove it.</param>
    public static T[] Of<T>(string list, int number, params T[] rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(list);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return rows;
    }
}
