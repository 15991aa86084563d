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

/// <summary>One kind of failure. Immutable.</summary>
/// <param name="Method">The Type column of the failed requests.</param>
/// <param name="Name">The Name column of the failed requests.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Occurrences">How often.</param>
/// <param name="FirstSeen">When the first of them ended; null where that is not known.</param>
/// <param name="LastSeen">When the last of them ended; null where that is not known.</param>
public sealed record SnapshotError(
    string Method,
    string Name,
    string Error,
    long Occurrences,
    DateTimeOffset? FirstSeen = null,
    DateTimeOffset? LastSeen = null);
