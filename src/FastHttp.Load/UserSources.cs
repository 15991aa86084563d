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
        IReadOnlyList<LoadUserKind> kinds = options.User is { } user
            ? [new LoadUserKind { Name = "user", Run = user }]
            : options.Users;
        UserSource[] own =
        [
            .. Enumerable.Range(0, plan.Lanes).Select(lane =>
                new UserSource(plan, lane, kinds, names, options.MaxRedirects, options.KeepsCookies)),
        ];
        return (
            RequestSources.For(plan, (lane, _) => own[lane]), index => lane => own[index].CreatePacer(lane, index));
    }
}
