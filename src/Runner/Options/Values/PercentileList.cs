using System.Collections.Generic;
using System.Globalization;

namespace Runner.Options.Values;

// Percentages as typed: 50,95,99.9.
internal static class PercentileList
{
    public static bool TryParse(string text, out IReadOnlyList<double> percentiles)
    {
        List<double> values = [];
        percentiles = values;
        foreach (string part in text.Split(','))
        {
            const NumberStyles plain = NumberStyles.AllowDecimalPoint;
            if (!double.TryParse(part, plain, CultureInfo.InvariantCulture, out double value) || value is < 0 or > 100)
            {
                return false;
            }

            values.Add(value);
        }

        return true;
    }
}
