using System;
using System.Collections.Generic;
using System.Globalization;

namespace FastHttp.Load.Results;

/// <summary>
/// Judges whether the load generator can have been the cause of what was measured, for text, page, JSON and comparisons
/// alike. It looks at how late requests were sent, at its own processor time, at that of the machine, and at the pauses
/// of the collector.
/// </summary>
public static class GeneratorJudge
{
    /// <summary>The verdict on a generator that had time left all along.</summary>
    public const string NotTheCause = "not the cause";

    /// <summary>The verdict on one that may have added to latencies.</summary>
    public const string Perhaps = "perhaps";

    /// <summary>The verdict on one whose own delays are in the latencies.</summary>
    public const string TheCause = "the cause";

    /// <summary>A thread at this share of a core, in percent, has no time left between two responses.</summary>
    public const double FullPercent = 97;

    /// <summary>Where one thread has less left than this, queues of its own begin to show in the tail.</summary>
    public const double BusyPercent = 85;

    // A scheduler cannot give away the rest in time.
    private const double CrowdedPercent = 90;

    // From here on the p99 is that of the generator.
    private const double LateShare = 0.01;

    // Fewer late sends are an accident, of whatever share of a short run they are.
    private const long FewSends = 3;

    // What the scheduler of a system takes now and then to let a thread go on.
    private const long SlackUs = 5_000;

    private const double PausedShare = 0.01;

    // Shares of processors are counted in ticks of 10 ms, too few of which are in a shorter run.
    private const double JudgedSeconds = 1;

    /// <summary>Puts the verdict, and the figures that it comes from, into the figures.</summary>
    /// <param name="figures">What was measured.</param>
    /// <param name="isPaced">Whether requests followed a schedule. It is kept by watching the clock, which fills a
    /// core: there, being late is what tells.</param>
    /// <param name="sent">Requests that were sent.</param>
    /// <param name="seconds">How long was measured.</param>
    public static GeneratorFigures Judge(GeneratorFigures figures, bool isPaced, long? sent, double seconds)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (figures is { BusiestThreadPct: null, MachineCpuPct: null, OwnMaxLagUs: null })
        {
            return figures;
        }

        List<string> causes = [];
        List<string> doubts = [];
        if (!isPaced && seconds >= JudgedSeconds && figures.BusiestThreadPct >= BusyPercent)
        {
            (figures.BusiestThreadPct >= FullPercent ? causes : doubts).Add(
                $"a thread used {Whole(figures.BusiestThreadPct)}% of a core, so latencies include its own queue; use "
                + "more threads or fewer connections");
        }

        JudgeSends(figures, sent, causes, doubts);
        if (seconds >= JudgedSeconds && figures.MachineCpuPct >= CrowdedPercent)
        {
            string who = figures.SharesMachine == true ? "generator and server shared a machine that was" :
                "the machine was";
            doubts.Add(
                $"{who} {Whole(figures.MachineCpuPct)}% busy, {Whole(figures.CpuPct)}% with the generator alone");
        }

        if (seconds >= JudgedSeconds && figures.GcPauseMs / 1000 >= seconds * PausedShare)
        {
            doubts.Add($"the collector stopped it for {Number(figures.GcPauseMs)} ms");
        }

        return figures with
        {
            Verdict = causes.Count > 0 ? TheCause : doubts.Count > 0 ? Perhaps : NotTheCause,
            Reason = causes.Count + doubts.Count == 0 ? null : string.Join("; ", [.. causes, .. doubts]),
        };
    }

    private static void JudgeSends(GeneratorFigures figures, long? sent, List<string> causes, List<string> doubts)
    {
        long late = figures.OwnLateSends ?? 0;
        bool isMuch = late >= FewSends && late >= sent * LateShare;
        if (isMuch || figures.OwnMaxLagUs >= SlackUs)
        {
            (isMuch ? causes : doubts).Add(
                $"it sent {figures.OwnLateSends} of {sent} requests more than 1 ms late although a connection was "
                + $"free, by up to {Number(figures.OwnMaxLagUs / 1000.0)} ms");
        }
    }

    private static string Whole(double? percent) => Math.Floor(percent ?? 0).ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value) => (value ?? 0).ToString("0.#", CultureInfo.InvariantCulture);
}
