using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// The named requests, as the result document has them.
internal static class GroupsSection
{
    /// <returns>Null where there are none.</returns>
    public static IReadOnlyList<GroupFigures>? Of(RunPlan plan, RunSnapshot run)
    {
        if (run.Entries.Count == 0)
        {
            return null;
        }

        int[]? weights = plan.Entries is { IsReported: true } list ? new int[list.Entries.Count] : null;
        foreach (int entry in weights is null ? [] : plan.Entries!.Sequence)
        {
            weights![entry]++;
        }

        return [.. run.Entries.Select((entry, index) => Of(entry, index, weights?[index], run))];
    }

    private static GroupFigures Of(EntryFigures entry, int index, int? weight, RunSnapshot run) => new()
    {
        Name = entry.Name,
        Method = entry.Method,
        Weight = weight,
        Requests = new RequestFigures { Sent = entry.Sent, Completed = entry.Completed, Failed = entry.Failed },
        Rate = run.RuntimeUs == 0 ? null : entry.Completed / (run.RuntimeUs / 1_000_000.0),
        Latency = LatencySection.Of(entry.Latency, isCorrected: false),
        Status = StatusSection.Of(entry.Statuses),
        Errors = entry.Reasons.Count == 0 ? null : [.. entry.Reasons.Select(ErrorSection.Of)],
        Series = SeriesOf(index, run.Course?.Intervals ?? []),
    };

    private static GroupPoint[]? SeriesOf(int index, IReadOnlyList<RunInterval> intervals)
    {
        if (!intervals.Any(interval => index < interval.Entries.Length))
        {
            return null;
        }

        return [.. intervals.Select(interval => PointOf(
            interval, index < interval.Entries.Length ? interval.Entries[index] : default))];
    }

    private static GroupPoint PointOf(RunInterval interval, EntryInterval entry) => new()
    {
        T = interval.EndUs / 1_000_000.0,
        Rate = interval.LengthUs <= 0 ? 0 : Math.Round(entry.Completed / (interval.LengthUs / 1_000_000.0), 2),
        Errors = entry.Failed,
        Mean = entry.Completed == 0 ? null : entry.TotalUs / entry.Completed,
    };
}
