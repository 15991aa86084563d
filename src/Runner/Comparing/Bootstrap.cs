using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Comparing;

/// <summary>
/// How far apart a figure of two measurements lies by chance: the bootstrap of Efron over the intervals of the runs, in
/// blocks that go round the end, since a second resembles the one before it (Künsch 1989, Politis and Romano 1992). Of
/// several runs, runs are drawn first and blocks within them after that, so that what differs between runs counts. The
/// same seed gives the same interval.
/// </summary>
internal static class Bootstrap
{
    /// <summary>Below as many values of a lone run nothing is said.</summary>
    public const int MinValues = 5;

    private const int MinRuns = 3;
    private const int Resamples = 2000;
    private const double Tail = 0.025;

    /// <summary>
    /// The logarithm of the ratio of a figure in two runs of which nothing changed, in 95 % of the resamples: both are
    /// drawn from the same runs, the second as long as <paramref name="after"/>. So a stall that only the later run has
    /// is a change, however rare; only what the base does by itself is noise.
    /// </summary>
    /// <returns>Null where there is too little to tell.</returns>
    public static (double Low, double High)? Noise(
        IReadOnlyList<RunSampler> before, IReadOnlyList<RunSampler> after, int seed) =>
        Spread(before, after, seed, (runs, _, drawn, random) =>
            Math.Log(Draw(runs, after, drawn, random) / Draw(runs, runs, drawn, random)));

    /// <summary>
    /// The deviation of the difference of a share from what it is, in 95 % of the resamples, each side drawn from its
    /// own runs: a base without an error has no noise that a single error could be held against.
    /// </summary>
    /// <returns>Null where there is too little to tell.</returns>
    public static (double Low, double High)? Deviation(
        IReadOnlyList<RunSampler> before, IReadOnlyList<RunSampler> after, int seed)
    {
        double seen = Whole(after) - Whole(before);
        return Spread(before, after, seed, (runs, others, drawn, random) =>
            Draw(others, others, drawn, random) - Draw(runs, runs, drawn, random) - seen);
    }

    private static (double Low, double High)? Spread(
        IReadOnlyList<RunSampler> before, IReadOnlyList<RunSampler> after, int seed,
        Func<IReadOnlyList<RunSampler>, IReadOnlyList<RunSampler>, int[], Random, double> draw)
    {
        if (!IsEnough(before) || !IsEnough(after))
        {
            return null;
        }

        Random random = new(seed);
        int[] drawn = new int[before.Concat(after).Max(run => run.Length)];
        double[] values = new double[Resamples];
        for (int n = 0; n < Resamples; n++)
        {
            values[n] = draw(before, after, drawn, random);
        }

        Array.Sort(values);
        (double low, double high) = (values[(int)(Tail * Resamples)], values[^(int)(Tail * Resamples)]);
        return double.IsFinite(low) && double.IsFinite(high) ? (low, high) : null;
    }

    // Several runs known only as a whole are enough as well: then the runs are what is drawn.
    private static bool IsEnough(IReadOnlyList<RunSampler> runs) =>
        runs.Count >= MinRuns || (runs.Count > 0 && runs.Min(run => run.Length) >= MinValues);

    private static double Whole(IReadOnlyList<RunSampler> runs) =>
        runs.Count == 0 ? double.NaN : runs.Average(run => run.Value([.. Enumerable.Range(0, run.Length)]));

    // A figure of runs drawn from some, as many and as long as others are.
    private static double Draw(
        IReadOnlyList<RunSampler> from, IReadOnlyList<RunSampler> like, int[] drawn, Random random)
    {
        double sum = 0;
        foreach (RunSampler model in like)
        {
            RunSampler run = from[from.Count == 1 ? 0 : random.Next(from.Count)];

            // A run that is known only as a whole is always all of itself.
            Span<int> places = drawn.AsSpan(0, run.Length == 1 ? 1 : model.Length);
            Fill(places, run.Length, random);
            sum += run.Value(places);
        }

        return sum / like.Count;
    }

    private static void Fill(Span<int> places, int length, Random random)
    {
        int block = Math.Max(1, (int)Math.Round(Math.Cbrt(length)));
        int start = 0;
        for (int place = 0; place < places.Length; place++)
        {
            start = place % block == 0 ? random.Next(length) : start;
            places[place] = (start + (place % block)) % length;
        }
    }
}
