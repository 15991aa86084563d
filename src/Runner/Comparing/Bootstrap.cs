using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Comparing;

/// <summary>
/// How far a figure would stray if the run were made again: the bootstrap of Efron, in blocks, since a
/// second resembles the second before it (Künsch 1989, Politis and Romano 1992). Both sides draw the same moments, so
/// that what a schedule does to either, such as a ramp, is no part of their difference. Of several runs, runs are drawn
/// first and blocks within them after that, so that what differs between runs counts. The same seed gives the same
/// interval.
/// </summary>
internal static class Bootstrap
{
    /// <summary>Below as many values of a lone run nothing is said.</summary>
    public const int MinValues = 5;

    private const int MinRuns = 3;
    private const int Resamples = 2000;
    private const double Tail = 0.025;

    /// <summary>
    /// Where the difference of the figures lies, less the difference that was seen, in 95 % of the resamples; with
    /// <paramref name="isRatio"/> that of their logarithms.
    /// </summary>
    /// <param name="before">One for each run.</param>
    /// <param name="after">One for each run.</param>
    /// <param name="isRatio">Whether a quotient of the figures is meant, rather than their difference.</param>
    /// <param name="seed">Of what is drawn.</param>
    /// <returns>Null where there is too little to tell.</returns>
    public static (double Low, double High)? Deviation(
        IReadOnlyList<RunSampler> before, IReadOnlyList<RunSampler> after, bool isRatio, int seed)
    {
        if (!IsEnough(before) || !IsEnough(after))
        {
            return null;
        }

        Random random = new(seed);
        double[] moments = new double[before.Concat(after).Max(run => run.Length)];
        int[] drawn = new int[moments.Length];
        double seen = Difference(Whole(before, drawn), Whole(after, drawn), isRatio);
        double[] deviations = new double[Resamples];
        for (int n = 0; n < Resamples; n++)
        {
            for (int moment = 0; moment < moments.Length; moment++)
            {
                moments[moment] = random.NextDouble();
            }

            double old = Draw(before, moments, drawn, random);
            deviations[n] = Difference(old, Draw(after, moments, drawn, random), isRatio) - seen;
        }

        if (!double.IsFinite(seen) || Array.Exists(deviations, value => !double.IsFinite(value)))
        {
            return null;
        }

        Array.Sort(deviations);
        return (deviations[(int)(Tail * Resamples)], deviations[^(int)(Tail * Resamples)]);
    }

    // Several runs known only as a whole are enough as well: then the runs are what is drawn.
    private static bool IsEnough(IReadOnlyList<RunSampler> runs) =>
        runs.Count >= MinRuns || (runs.Count > 0 && runs.Min(run => run.Length) >= MinValues);

    private static double Difference(double before, double after, bool isRatio) =>
        isRatio ? Math.Log(after / before) : after - before;

    private static double Whole(IReadOnlyList<RunSampler> runs, int[] drawn)
    {
        double sum = 0;
        foreach (RunSampler run in runs)
        {
            for (int n = 0; n < run.Length; n++)
            {
                drawn[n] = n;
            }

            sum += run.Value(drawn.AsSpan(0, run.Length));
        }

        return sum / runs.Count;
    }

    private static double Draw(IReadOnlyList<RunSampler> runs, double[] moments, int[] drawn, Random random)
    {
        double sum = 0;
        for (int n = 0; n < runs.Count; n++)
        {
            RunSampler run = runs[runs.Count == 1 ? 0 : random.Next(runs.Count)];
            int length = run.Length;
            int block = Math.Max(1, (int)Math.Round(Math.Cbrt(length)));
            for (int place = 0; place < length; place++)
            {
                // Blocks go round the end, so that every interval is drawn as often as any other.
                int start = (int)(moments[place / block] * length);
                drawn[place] = (start + (place % block)) % length;
            }

            sum += run.Value(drawn.AsSpan(0, length));
        }

        return sum / runs.Count;
    }
}
