using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Gates;

namespace Runner.Sessions;

// The verdicts on stderr: one line each, those that failed last, where they are seen.
internal static class GateReport
{
    /// <param name="error">Where to.</param>
    /// <param name="verdicts">How the run came out.</param>
    /// <param name="wasInterrupted">Whether the user ended the run before its time.</param>
    /// <param name="sample">The first answer whose body was not as expected, or null.</param>
    public static void Write(TextWriter error, IReadOnlyList<Verdict> verdicts, bool wasInterrupted, string? sample)
    {
        if (wasInterrupted && verdicts.Count > 0)
        {
            error.Write("runner: interrupted: the figures cover a part of the run, so no threshold passes\n");
        }

        if (sample is not null)
        {
            error.Write($"runner: the first unexpected body: {sample}\n");
        }

        foreach (Verdict verdict in verdicts.OrderByDescending(verdict => verdict.IsPass))
        {
            error.Write($"runner: {(verdict.IsPass ? "pass" : "FAIL")}: {verdict.Threshold.Text} ({verdict.Text})\n");
        }
    }
}
