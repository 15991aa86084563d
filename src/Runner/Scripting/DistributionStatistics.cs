using FastHttp.Load.Recording;

namespace Runner.Scripting;

// A distribution as done() sees it.
internal sealed class DistributionStatistics(Distribution values) : IScriptStatistics
{
    // wrk's minimum of nothing is the largest unsigned number.
    public double Min => values.Count == 0 ? ulong.MaxValue : values.Minimum;

    public double Max => values.Maximum;

    public double Mean => values.Mean;

    public double StandardDeviation => values.StandardDeviation;

    public long DistinctCount => values.Items.Length;

    public double Percentile(double percent) => values.Percentile(percent);

    public (double Value, double Count) At(long index) => index >= 1 && index <= values.Items.Length
        ? (values.Items[(int)index - 1].Value, values.Items[(int)index - 1].Count)
        : (0, values.Items.Length);
}
