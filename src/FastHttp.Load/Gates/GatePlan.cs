using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Gates;

/// <summary>
/// The conditions that the run has to meet, read and checked before it. Immutable and shared by all lanes.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record GatePlan
{
    /// <summary>Nothing is asked for.</summary>
    internal static GatePlan None { get; } = new();

    /// <summary>The thresholds, with the one that expectations imply, if there are any.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    internal StatusSet? ExpectedStatus { get; init; }

    internal BodyExpectation? ExpectedBody { get; init; }

    /// <summary>Whether redirects are followed, so that those on the way are as expected.</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Whether the run ends as soon as it has failed.</summary>
    internal bool AbortsOnFail { get; init; }

    /// <summary>Whether the run can pass or fail.</summary>
    internal bool IsGated => Thresholds.Count > 0;

    /// <summary>Whether an answer may have such a status.</summary>
    internal bool Expects(int status) => ExpectedStatus is null ? status < 400
        : ExpectedStatus.Contains(status) || IsFollowed(status);

    /// <summary>Whether a redirect that was not followed is a failure: it leads to no expected answer.</summary>
    internal bool RefusesUnfollowed => FollowsRedirects && ExpectedStatus is not null;

    /// <summary>Whether an answer is a step on the way to the one that is asked for.</summary>
    internal bool IsFollowed(int status) => FollowsRedirects && status is 301 or 302 or 303 or 307 or 308;
}
