using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Planning;
using FastHttp.Load.Stability;

namespace FastHttp.Load;

/// <summary>Rows of data that requests are filled from: <c>{{column}}</c> is the cell of that column. Immutable.
/// </summary>
public sealed class LoadData
{
    /// <summary>Takes the columns' names, and at least one row; a row that is too short has empty cells.</summary>
    /// <exception cref="ArgumentException">There is no column, or no row.</exception>
    public LoadData(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfZero(columns.Count, nameof(columns));
        Table = DataTable.Of([.. columns], rows) ?? throw new ArgumentException("There is no row.", nameof(rows));
    }

    /// <summary>Data that have been read already.</summary>
    [Experimental(ExperimentalApi.EngineParts)]
    public LoadData(DataTable table) => Table = table;

    internal DataTable Table { get; }
}
