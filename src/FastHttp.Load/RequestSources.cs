using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Sources;
using FastHttp.Load.Stability;

namespace FastHttp.Load;

/// <summary>Makes the request sources of all lanes from a plan.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class RequestSources
{
    /// <param name="plan">The run.</param>
    /// <param name="own">Makes the source of a lane with so many users; null for the requests of the plan.</param>
    public static IReadOnlyList<RequestSource> For(RunPlan plan, Func<int, int, RequestSource>? own = null)
    {
        RowWalk walk = new();
        return [.. Enumerable.Range(0, plan.Lanes).Select(lane => For(plan, own, walk, lane))];
    }

    /// <summary>The bytes that the first user would send first.</summary>
    public static byte[] FirstBatch(RunPlan plan, Func<int, int, RequestSource>? own = null)
    {
        using RequestSource source = For(plan, own, new RowWalk(), lane: 0);
        return source.TryNext(0, out RequestBatch batch) ? batch.Bytes.ToArray() : [];
    }

    private static RequestSource For(
        RunPlan plan, Func<int, int, RequestSource>? own, RowWalk walk, int lane)
    {
        int users = plan.ConnectionsOf(lane);
        RequestSource source = own is not null ? own(lane, users)
            : plan.Entries is not null ? new EntrySource(plan, lane, walk)
            : new FixedSource(plan.Request);

        // Only a batch of several can be answered in part.
        if (own is not null || plan.Pipeline > 1)
        {
            source = new ResendingSource(source, users);
        }

        if (plan.MaxRedirects > 0)
        {
            source = new RedirectSource(source, plan.MaxRedirects, plan.Target.IsTls, users);
        }

        // Outside the redirects, since a hop has its cookies too.
        if (plan.KeepsCookies)
        {
            source = new CookieSource(source, plan.Target.Host, plan.Target.IsTls, users);
        }

        if (plan.Gates.ExpectedBody is not null)
        {
            source = new CheckedSource(source, plan.Gates, users);
        }

        // One request a connection needs no counting: it says so itself.
        return plan.RequestsPerConnection > 1 ? new ClosingSource(source, plan.RequestsPerConnection, users) : source;
    }
}
