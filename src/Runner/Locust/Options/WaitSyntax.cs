using System;
using System.Globalization;
using LocustBridge.Tasks;

namespace Runner.Locust.Options;

// The wait times of the command line: Locust's four functions (locust/wait_time.py), times in seconds.
internal static class WaitSyntax
{
    private const double LongestSeconds = 86_400;

    public static bool TryParse(string text, out LocustWait wait)
    {
        wait = LocustWait.None;
        string[] parts = text.Split(':', 2);
        string[] numbers = parts.Length == 2 ? parts[1].Split(',') : [];
        if (numbers.Length == 0 || !TryNumber(numbers[0], out double first))
        {
            return false;
        }

        double second = first;
        if (numbers.Length > 2 || (numbers.Length == 2 && !TryNumber(numbers[1], out second)))
        {
            return false;
        }

        LocustWait? found = (parts[0], numbers.Length) switch
        {
            ("constant", 1) => LocustWait.Constant(TimeSpan.FromSeconds(first)),
            ("between", 2) when first <= second =>
                LocustWait.Between(TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(second)),
            ("pacing", 1) => LocustWait.Pacing(TimeSpan.FromSeconds(first)),
            ("throughput", 1) when first > 1 / LongestSeconds => LocustWait.Throughput(first),
            _ => null,
        };
        wait = found ?? wait;
        return found is not null;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
        && value <= LongestSeconds;
}
