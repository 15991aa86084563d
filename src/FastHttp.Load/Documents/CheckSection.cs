using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// What was expected of every response, as the result document has it.
internal static class CheckSection
{
    /// <returns>Null where nothing was expected.</returns>
    public static IReadOnlyList<CheckFigures>? Of(RunPlan plan, RunSnapshot run, string? unexpectedBody) => Of(
        plan.Gates,
        run.StatusCodes,
        run.UnexpectedBodies,
        run.Scenario?.Checks ?? [],
        status => run.StatusSamples.GetValueOrDefault(status)?.Text,
        unexpectedBody);

    /// <summary>As far as a run has come.</summary>
    /// <param name="gates">What is expected.</param>
    /// <param name="codes">Answers by status.</param>
    /// <param name="unexpectedBodies">How many bodies were not as expected.</param>
    /// <param name="scenario">The checks of a scenario.</param>
    /// <returns>Null where nothing is expected.</returns>
    public static IReadOnlyList<CheckFigures>? SoFar(
        GatePlan gates, IReadOnlyList<long> codes, long unexpectedBodies, IReadOnlyList<CheckCount> scenario) =>
        Of(gates, codes, unexpectedBodies, scenario, _ => null, null);

    private static List<CheckFigures>? Of(
        GatePlan gates,
        IReadOnlyList<long> codes,
        long unexpectedBodies,
        IReadOnlyList<CheckCount> scenario,
        Func<int, string?> sampleOf,
        string? unexpectedBody)
    {
        List<CheckFigures> checks = [];
        (int Status, long Count)[] statuses = [.. codes.Index().Where(item => item.Item > 0)];
        (int Status, long Count)[] wrong = [.. statuses.Where(item => !gates.Expects(item.Status))];
        long right = statuses.Sum(item => item.Count) - wrong.Sum(item => item.Count);
        if (gates.ExpectedStatus is { } status)
        {
            int worst = wrong.OrderByDescending(item => item.Count).Select(item => item.Status).FirstOrDefault();
            checks.Add(new CheckFigures
            {
                Name = "status " + status.Text,
                Pass = right,
                Fail = wrong.Sum(item => item.Count),
                Sample = sampleOf(worst),
            });
        }

        if (gates.ExpectedBody is { } body)
        {
            // An answer whose status is wrong is counted by that; one on the way to another has no body to look at.
            long looked = right - statuses.Where(item => gates.IsFollowed(item.Status)).Sum(item => item.Count);
            checks.Add(new CheckFigures
            {
                Name = "body " + body.Text,
                Pass = Math.Max(0, looked - unexpectedBodies),
                Fail = unexpectedBodies,
                Sample = unexpectedBody,
            });
        }

        checks.AddRange(scenario.Select(check => new CheckFigures
        {
            Name = check.Name,
            Pass = check.Pass,
            Fail = check.Fail,
            Sample = check.Sample,
        }));
        return checks.Count == 0 ? null : checks;
    }
}
