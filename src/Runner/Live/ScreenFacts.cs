using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Reporting;

namespace Runner.Live;

// The parts of a screen that list: responses and errors, thresholds and checks, the machine.
internal static class ScreenFacts
{
    private const char Success = '✓';
    private const char Failure = '✗';

    /// <summary>Responses by status code, and errors with their reason.</summary>
    public static ScreenSection Responses(LiveFigures figures)
    {
        long failed = figures.Requests.Failed ?? 0;
        long all = figures.Requests.Completed + figures.Errors.Sum(error => error.Count);
        ScreenLine fate = failed == 0
            ? ScreenLine.Of($"{Success} none failed", ScreenStyle.Good)
            : ScreenLine.Of($"{Failure} {LiveFormat.Number(failed)} failed", ScreenStyle.Bad);
        ScreenLine share = new ScreenLine().Add(fate).Add(
            failed == 0 ? "" : $" ({LiveFormat.Share(failed / (double)Math.Max(failed, all))})", ScreenStyle.Bad);
        string answered = $"{LiveFormat.Number(figures.Requests.Completed)} answered  ";
        ScreenLine[] facts =
        [
            ScreenLine.Of(answered).Add(share), ScreenLine.Of(answered).Add(fate), fate,
        ];
        int rows = figures.Status.Count + figures.Errors.Count;
        return new ScreenSection("Responses", facts)
        {
            Least = 1 + Math.Min(2, figures.Errors.Count),
            Most = Math.Max(1, rows),
            Rank = 6,
            Body = (columns, height) => ResponseRows(figures, columns, height),
        };
    }

    /// <summary>Thresholds and checks; null where there are none.</summary>
    public static ScreenSection? Verdict(LiveFigures figures)
    {
        List<ScreenLine> lines =
        [
            .. figures.Thresholds.OrderBy(threshold => Order(threshold.Ok)).Select(Of),
            .. figures.Checks.OrderBy(check => check.Fail == 0).Select(Of),
        ];
        if (lines.Count == 0)
        {
            return null;
        }

        int missed = figures.Thresholds.Count(threshold => threshold.Ok == false)
            + figures.Checks.Count(check => check.Fail > 0);
        ScreenLine facts = missed == 0
            ? ScreenLine.Of($"{Success} none is missed so far", ScreenStyle.Good)
            : ScreenLine.Of($"{Failure} {missed} of {lines.Count} missed", ScreenStyle.Bad);
        string title = figures.Checks.Count == 0 ? "Thresholds"
            : figures.Thresholds.Count == 0 ? "Checks"
            : "Thresholds and checks";
        return new ScreenSection(title, facts)
        {
            Least = Math.Min(2, lines.Count),
            Most = lines.Count,
            Rank = 5,
            Body = (_, height) => Some(lines, height),
        };
    }

    /// <summary>Whether the load generator and its machine keep up.</summary>
    public static ScreenSection Machine(ScreenTarget target, LiveFigures figures, int width)
    {
        GeneratorFigures? generator = figures.Generator;
        ScreenLine facts = generator?.Verdict switch
        {
            null => new ScreenLine(),
            GeneratorJudge.NotTheCause => ScreenLine.Of($"{Success} keeps up", ScreenStyle.Good),
            GeneratorJudge.Perhaps => ScreenLine.Of("! may add to the latencies", ScreenStyle.Doubt),
            _ => ScreenLine.Of($"{Failure} adds to the latencies", ScreenStyle.Bad),
        };
        string machine = generator?.MachineCpuPct is { } busy ? $", of the machine {(int)busy}%" : "";
        string threads = generator?.BusiestThreadPct is { } thread ? $", each thread {(int)thread}% of a core" : "";
        string received = LiveFormat.Bytes(figures.Bytes.In);
        List<ScreenLine> lines =
        [
            ScreenLine.Of($"cpu of the load {(int)(figures.Newest?.Cpu ?? 0)}%{machine}"),
            ScreenLine.Of($"{figures.Newest?.Conns ?? 0} connections open"),
            ScreenLine.Of($"{target.Processors} cores{threads}"),
            ScreenLine.Of($"{received} received, {LiveFormat.Bytes(figures.Bytes.InPerS ?? 0)}/s"),
        ];
        if (generator?.Reason is { } reason)
        {
            lines.AddRange(Wrap(reason, width).Select(row => ScreenLine.Of(row, ScreenStyle.Doubt)));
        }

        return new ScreenSection("Machine", facts)
        {
            Least = width < 76 ? 0 : 2,
            Most = lines.Count,
            Rank = 4,
            Body = (_, _) => lines,
        };
    }

    private static IReadOnlyList<ScreenLine> ResponseRows(LiveFigures figures, int width, int height)
    {
        if (figures.Status.Count + figures.Errors.Count == 0)
        {
            return [ScreenLine.Of("no response yet", ScreenStyle.Faint)];
        }

        List<ScreenLine> errors = [.. figures.Errors.Select(Of)];
        bool isOneEach = figures.Status.Count + errors.Count <= height;
        long all = figures.Status.Values.Sum();
        List<ScreenLine> codes = isOneEach
            ? [.. figures.Status.Select(status => CodeRow(status.Key, status.Value, all, width))]
            : figures.Status.Count == 0 ? [] : [CodesInOne(figures.Status)];
        return [.. codes, .. Some(errors, height - codes.Count)];
    }

    private static ScreenLine CodeRow(string code, long count, long all, int width)
    {
        double share = count / (double)all;
        ScreenLine line = ScreenLine.Of($"{MarkOf(code)} {code}", StyleOf(code))
            .Add($" {LiveFormat.Exact(count),13} {LiveFormat.Share(share),7} ");
        int room = width - line.Width - 1;
        return room < 6 ? line : line.Add(Blocks.Bar(share, room), ScreenStyle.Chart);
    }

    private static ScreenLine CodesInOne(IReadOnlyDictionary<string, long> codes)
    {
        ScreenLine line = new();
        foreach ((string code, long count) in codes)
        {
            line.Add(line.Width == 0 ? "" : "   ").Add($"{MarkOf(code)} {code}", StyleOf(code))
                .Add(" " + LiveFormat.Number(count));
        }

        return line;
    }

    // Whether a status is a failure is for the test to say, which counts the failed ones in the title.
    private static char MarkOf(string code) => code[0] is '4' or '5' or '0' ? '!' : ' ';

    private static ScreenStyle StyleOf(string code) => MarkOf(code) == ' ' ? ScreenStyle.Good : ScreenStyle.Doubt;

    private static ScreenLine Of(ErrorFigures error) =>
        ScreenLine.Of($"{Failure} {LiveFormat.Number(error.Count)} ", ScreenStyle.Bad)
            .Add($"{error.Kind}: {error.Message ?? error.Code}");

    private static ScreenLine Of(LiveThreshold threshold)
    {
        (char mark, ScreenStyle style) = threshold.Ok switch
        {
            true => (Success, ScreenStyle.Good),
            false => (Failure, ScreenStyle.Bad),
            null => ('?', ScreenStyle.Doubt),
        };
        string note = threshold.Ok is null ? "  known at the end" : "";
        return ScreenLine.Of($"{mark} {threshold.Expr}", style)
            .Add($"  is {threshold.Measured ?? "not measured yet"}{note}");
    }

    private static ScreenLine Of(CheckFigures check) => check.Fail == 0
        ? ScreenLine.Of($"{Success} {check.Name}", ScreenStyle.Good).Add($"  {LiveFormat.Number(check.Pass)} times")
        : ScreenLine.Of($"{Failure} {check.Name}", ScreenStyle.Bad)
            .Add($"  failed {LiveFormat.Number(check.Fail)} of {LiveFormat.Number(check.Pass + check.Fail)}")
            .Add(check.Sample is null ? "" : $": {check.Sample}");

    private static int Order(bool? ok) => ok switch { false => 0, null => 1, true => 2 };

    // As many as there is room for; the last row says how many there are beside.
    private static List<ScreenLine> Some(List<ScreenLine> lines, int height) => lines.Count <= height
        ? lines
        : height <= 0 ? []
        : [.. lines.Take(height - 1), ScreenLine.Of($"and {lines.Count - height + 1} more", ScreenStyle.Faint)];

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string row = "";
        foreach (string word in text.Split(' '))
        {
            if (row.Length > 0 && row.Length + 1 + word.Length > width)
            {
                yield return row;
                row = "";
            }

            row = row.Length == 0 ? word : $"{row} {word}";
        }

        yield return row;
    }
}
