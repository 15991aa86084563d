using System.Globalization;
using System.IO;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Text;

namespace Runner.Reporting;

// A distribution as HdrHistogram prints one (outputPercentileDistribution, five ticks for each halving): the text that
// its plotter reads, in milliseconds; then, as a comment, all samples in its V2 encoding.
internal static class HdrReport
{
    /// <summary>What stands in front of the encoded samples.</summary>
    public const string EncodedMark = "#[V2 = ";

    public static void Write(TextWriter output, Distribution values)
    {
        HdrStatistics statistics = new(values);
        output.Write("       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
        if (values.Count > 0)
        {
            WriteSpectrum(output, statistics);
        }

        output.Write($"#[Mean    = {Ms(values.Mean)}, StdDeviation   = {Ms(values.StandardDeviation)}]\n");
        output.Write($"#[Max     = {Ms(values.Maximum)}, Total count    = {Whole(values.Count, 12)}]\n");
        output.Write(
            $"#[Buckets = {Whole(HdrClass.Buckets, 12)}, SubBuckets     = {Whole(HdrClass.SubBuckets, 12)}]\n");
        output.Write($"{EncodedMark}{HdrEncoding.ToBase64(values)}]\n");
    }

    private static void WriteSpectrum(TextWriter output, HdrStatistics statistics)
    {
        foreach ((long value, double percent, long reached) in statistics.Spectrum())
        {
            double fraction = percent / 100;
            string inverse = percent == 100 ? "" : $" {WrkFormat.Fixed(1 / (1 - fraction), 14, 2)}";
            output.Write($"{Ms(value)} {WrkFormat.Fixed(fraction, 14, 12)} {Whole(reached, 10)}{inverse}\n");
        }
    }

    private static string Ms(double us) => WrkFormat.Fixed(us / 1000, 12, 3);

    private static string Whole(long value, int width) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width);
}
