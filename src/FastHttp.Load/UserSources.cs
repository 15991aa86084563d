using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Scenarios;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;

namespace FastHttp.Load;

// The lanes of a test whose users are methods of the program.
internal static class UserSources
{
    /// <summary>What each lane sends, and when.</summary>
    /// <param name="plan">The run, as one of a scenario.</param>
    /// <param name="options">What its users do.</param>
    public static (IReadOnlyList<RequestSource> Sources, Func<int, Func<Lane, Pacer>> Pacers) For(
        RunPlan plan, LoadOptions options)
    {
        EntryNames names = new();
        IReadOnlyList<LoadUserKind> kinds = KindsOf(options);
        int[] weights = [.. kinds.Select(kind => kind.Weight)];
        UserSource[] own =
        [
            .. Enumerable.Range(0, plan.Lanes).Select(lane => new UserSource(
                plan,
                lane,
                kinds,
                ScenarioMix.Endless(weights, plan.ConnectionsBefore(lane)),
                names,
                options.MaxRedirects,
                options.KeepsCookies)),
        ];
        return (
            RequestSources.For(plan, (lane, _) => own[lane]), index => lane => own[index].CreatePacer(lane, index));
    }

    /// <summary>Each kind of user once, one after the other.</summary>
    /// <param name="plan">The plan of a turn.</param>
    /// <param name="options">What its users do.</param>
    /// <param name="trace">Hears of everything.</param>
    public static UserSource Once(RunPlan plan, LoadOptions options, IScenarioTrace trace)
    {
        IReadOnlyList<LoadUserKind> kinds = KindsOf(options);
        return new UserSource(
            plan,
            0,
            kinds,
            ScenarioMix.Once([.. Enumerable.Range(1, kinds.Count)]),
            new EntryNames(),
            options.MaxRedirects,
            options.KeepsCookies)
        {
            Trace = trace,
        };
    }

    private static IReadOnlyList<LoadUserKind> KindsOf(LoadOptions options) => options.User is { } user
        ? [new LoadUserKind { Name = "user", Run = user }]
        : options.Users;
}
