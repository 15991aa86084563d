namespace Runner.Scripting;

// What done() may ask of the latency table (µs) or of the per-thread request rates. Read after the run, one thread.
internal interface IScriptStatistics
{
    double Min { get; }

    double Max { get; }

    double Mean { get; }

    double StandardDeviation { get; }

    // How many different values there are: #latency.
    long DistinctCount { get; }

    // The value at or below which this share of the samples lies; percent may be any number, 100 gives the maximum.
    double Percentile(double percent);

    // The i-th different value, ascending, from 1, with its count; (0, DistinctCount) out of range.
    (double Value, double Count) At(long index);
}
