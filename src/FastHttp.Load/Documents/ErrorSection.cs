using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// What went wrong, as the result document has it.
internal static class ErrorSection
{
    public static IReadOnlyList<ErrorFigures> Of(RunSnapshot run)
    {
        List<ErrorFigures> errors = [.. run.Errors.Where(error => error.Kind != WrkErrorKind.None).Select(Of)];
        if (run.Overdue.Count > 0)
        {
            errors.Add(Late(run.Overdue.Count) with
            {
                FirstS = run.Overdue.FirstUs / 1_000_000.0,
                LastS = run.Overdue.LastUs / 1_000_000.0,
            });
        }

        errors.AddRange(IterationSection.ErrorsOf(run));
        return [.. errors.OrderBy(error => error.FirstS)];
    }

    /// <summary>As far as a run has come: without times.</summary>
    public static IReadOnlyList<ErrorFigures> Of(ProgressSnapshot run)
    {
        List<ErrorFigures> errors = [];
        for (int reason = 0; reason < run.ErrorCounts.Count; reason++)
        {
            if (run.ErrorCounts[reason] > 0 && ErrorKinds.Of((HttpError)reason) != WrkErrorKind.None)
            {
                errors.Add(Of((HttpError)reason, run.ErrorCounts[reason]));
            }
        }

        if (run.Timeouts > 0)
        {
            errors.Add(Late(run.Timeouts));
        }

        return [.. errors.OrderByDescending(error => error.Count)];
    }

    /// <summary>Without times.</summary>
    public static ErrorFigures Of(ErrorCount error) => Of(error.Reason, error.Count);

    private static ErrorFigures Of(ErrorRecord error) => Of(error.Reason, error.Count) with
    {
        FirstS = error.FirstUs / 1_000_000.0,
        LastS = error.LastUs / 1_000_000.0,
        Sample = error.Sample,
    };

    private static ErrorFigures Of(HttpError reason, long count) => new()
    {
        Kind = ErrorNames.KindOf(reason),
        Code = reason.ToString(),
        Message = ErrorText.Of(reason),
        Count = count,
    };

    // Late and missing responses are no errors of an exchange, so they are not among the reasons.
    private static ErrorFigures Late(long count) => new()
    {
        Kind = "timeout",
        Code = "Overdue",
        Message = "no response within the time limit",
        Count = count,
    };
}
