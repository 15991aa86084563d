using System;
using System.Collections.Generic;

namespace LocustBridge.Outputs;

/// <summary>The statistics since the test began, at one moment. Immutable.</summary>
/// <param name="Time">That moment.</param>
/// <param name="Users">Users that run, by class.</param>
/// <param name="Rows">One per (type, name), sorted by name, then type.</param>
/// <param name="Total">Their sum.</param>
/// <param name="Errors">Failures by kind.</param>
public sealed record LocustSnapshot(
    DateTimeOffset Time,
    IReadOnlyDictionary<string, int> Users,
    IReadOnlyList<SnapshotRow> Rows,
    SnapshotRow Total,
    IReadOnlyList<SnapshotError> Errors)
{
    /// <summary>All users.</summary>
    public int UserCount
    {
        get
        {
            int sum = 0;
            foreach (int count in Users.Values)
            {
                sum += count;
            }

            return sum;
        }
    }
}
