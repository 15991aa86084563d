using System.Collections.Generic;
using System.Globalization;

namespace Runner.Locust.Output;

// The percentiles that Locust reports (locust/stats.py, PERCENTILES_TO_REPORT).
internal static class Percentiles
{
    public static readonly IReadOnlyList<double> All =
        [0.50, 0.66, 0.75, 0.80, 0.90, 0.95, 0.98, 0.99, 0.999, 0.9999, 1.0];

    public static string NameOf(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
