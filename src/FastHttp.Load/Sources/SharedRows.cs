using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Sources;

/// <summary>
/// Where all users together stand in a list of rows: in the walk that begins anew after the last, and in the one that
/// hands out each row once. Any thread.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class SharedRows(string name, int count)
{
    private readonly RowWalk _circle = new();
    private readonly RowWalk _unique = new();

    /// <summary>Number of rows.</summary>
    public int Count => count;

    /// <summary>That a row was wanted after each had been handed out once, for people; null where none was.</summary>
    public string? UsedUp => _unique.Steps > count ? $"all {count} rows of {name} are used" : null;

    /// <summary>Returns the number of the next row, the first again after the last.</summary>
    public int Next() => (int)(_circle.Step() % count);

    /// <summary>Returns the number of a row that is handed out once; -1 when all are.</summary>
    public int NextUnique()
    {
        long step = _unique.Step();
        return step < count ? (int)step : -1;
    }
}
