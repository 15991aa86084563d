using System.Collections.Generic;

namespace FastHttp.Load.Gates;

// What the run has to live up to, read and checked before it. Immutable and shared by all lanes.
internal sealed record GatePlan
{
    /// <summary>Nothing is asked for.</summary>
    public static GatePlan None { get; } = new();

    /// <summary>With the one that expectations imply, if there are any.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    public StatusSet? ExpectedStatus { get; init; }

    public BodyExpectation? ExpectedBody { get; init; }

    /// <summary>Whether redirects are followed, so that those on the way are as expected.</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Whether the run ends as soon as it has failed.</summary>
    public bool AbortsOnFail { get; init; }

    /// <summary>Whether the run can pass or fail.</summary>
    public bool IsGated => Thresholds.Count > 0;

    /// <summary>Whether an answer may have such a status.</summary>
    public bool Expects(int status) => ExpectedStatus is null ? status < 400
        : ExpectedStatus.Contains(status) || IsFollowed(status);

    /// <summary>Whether a redirect that was not followed is a failure: it leads to no expected answer.</summary>
    public bool RefusesUnfollowed => FollowsRedirects && ExpectedStatus is not null;

    /// <summary>Whether an answer is a step on the way to the one that is asked for.</summary>
    public bool IsFollowed(int status) => FollowsRedirects && status is 301 or 302 or 303 or 307 or 308;
}
