using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Gates;

namespace Runner.Sessions;

// What the process returns for a run that took place (docs/exit-codes in 'runner help exit-codes').
internal static class ExitCodes
{
    // Of a threshold that was missed, and of a regression beyond its limit.
    public const int GateFailed = 99;

    // What a shell makes of SIGINT.
    public const int Interrupted = 130;

    /// <summary>The first code that is not 0: it is the cause of what follows it.</summary>
    public static int First(params ReadOnlySpan<int> codes)
    {
        foreach (int code in codes)
        {
            if (code != 0)
            {
                return code;
            }
        }

        return 0;
    }

    /// <summary>What came of the run decides.</summary>
    /// <param name="verdicts">How the thresholds came out; none where there are none.</param>
    /// <param name="codeOfErrors">What failed requests make of it; 0 where none failed.</param>
    /// <param name="wasInterrupted">Whether the user ended the run before its time.</param>
    /// <param name="wasAborted">Whether it was ended because it had failed.</param>
    public static int Of(
        IReadOnlyList<Verdict> verdicts, int codeOfErrors, bool wasInterrupted, bool wasAborted = false)
    {
        // A part of a run must not pass for the whole of it.
        if (verdicts.Count > 0 && wasInterrupted)
        {
            return Interrupted;
        }

        return wasAborted || verdicts.Any(verdict => !verdict.IsPass) ? GateFailed : codeOfErrors;
    }
}
