using System;
using System.Collections.Generic;

namespace LocustBridge.Statistics;

/// <summary>
/// What happened since the report before: rows, their sum, and failures by kind. Filled by the host, emptied by the
/// worker; one thread at a time.
/// </summary>
// The master's Aggregated row is the sum of the totals it gets, never of the rows: so the total is
// computed here from the rows, at the one moment when a report is complete, and cannot fall out of step.
public sealed class StatsReport
{
    private readonly Dictionary<(string Method, string Name), StatsRow> _rows = [];
    private readonly Dictionary<(string Method, string Name, string Error), ErrorRow> _errors = [];

    /// <summary>The rows asked for so far; those without a request are not sent.</summary>
    public IReadOnlyCollection<StatsRow> Rows => _rows.Values;

    /// <summary>The kinds of failure.</summary>
    public IReadOnlyCollection<ErrorRow> Errors => _errors.Values;

    /// <summary>When the window began, in seconds since 1970.</summary>
    public double StartTime { get; internal set; }

    /// <summary>Whether there is anything in it.</summary>
    public bool IsEmpty
    {
        get
        {
            foreach (StatsRow row in _rows.Values)
            {
                if (row.NumRequests != 0)
                {
                    return false;
                }
            }

            return _errors.Count == 0;
        }
    }

    /// <summary>The row of a type and name, made when it is new.</summary>
    /// <param name="method">The Type column.</param>
    /// <param name="name">The Name column.</param>
    public StatsRow GetRow(string method, string name)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(name);
        if (!_rows.TryGetValue((method, name), out StatsRow? row))
        {
            row = new StatsRow(method, name);
            _rows.Add((method, name), row);
        }

        return row;
    }

    /// <summary>Counts failures of a kind. The failed requests themselves belong into the row.</summary>
    /// <param name="method">The Type column of the failed requests.</param>
    /// <param name="name">The Name column of the failed requests.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="occurrences">How often.</param>
    public void AddError(string method, string name, string error, long occurrences) =>
        AddError(method, name, error, occurrences, null, null);

    // With the times of the first and the last of them, in seconds since 1970, where they are known.
    internal void AddError(
        string method, string name, string error, long occurrences, double? firstSeen, double? lastSeen)
    {
        if (!_errors.TryGetValue((method, name, error), out ErrorRow? row))
        {
            row = new ErrorRow(method, name, error);
            _errors.Add((method, name, error), row);
        }

        row.Occurrences += occurrences;
        row.FirstSeen = row.FirstSeen < firstSeen ? row.FirstSeen : firstSeen ?? row.FirstSeen;
        row.LastSeen = row.LastSeen > lastSeen ? row.LastSeen : lastSeen ?? row.LastSeen;
    }

    /// <summary>The sum of all rows, as the master wants it.</summary>
    public StatsRow GetTotal()
    {
        var total = new StatsRow(string.Empty, "Aggregated");
        foreach (StatsRow row in _rows.Values)
        {
            total.Add(row);
        }

        return total;
    }

    /// <summary>Empties it for the next window.</summary>
    /// <param name="startTime">When that window begins, in seconds since 1970.</param>
    public void Reset(double startTime)
    {
        // Rows are kept for their next use, unless names come and go: then the memory would only grow.
        bool keep = _rows.Count <= 1024;
        foreach (StatsRow row in _rows.Values)
        {
            keep &= row.NumRequests != 0;
            row.Clear();
        }

        if (!keep)
        {
            _rows.Clear();
        }

        _errors.Clear();
        StartTime = startTime;
    }

    // For outputs and tables: adds everything of another window to this one.
    internal void Add(StatsReport other)
    {
        foreach (StatsRow row in other._rows.Values)
        {
            if (row.NumRequests != 0)
            {
                GetRow(row.Method, row.Name).Add(row);
            }
        }

        foreach (ErrorRow error in other._errors.Values)
        {
            AddError(error.Method, error.Name, error.Error, error.Occurrences, error.FirstSeen, error.LastSeen);
        }
    }

    // For codec tests: a failure under a key of its own.
    internal void AddErrorWithKey(string key, string method, string name, string error, long occurrences) =>
        _errors.Add((method, name, error), new ErrorRow(method, name, error, key) { Occurrences = occurrences });
}
