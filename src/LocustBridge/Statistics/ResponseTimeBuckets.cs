using System;

namespace LocustBridge.Statistics;

// The histogram keys of Locust (locust/stats.py, 2.12.1: two significant digits, three below a hundred), as dense
// indices: 0..100 ms by 1, to 1000 by 10, to 10 000 by 100, then by 1000.
internal static class ResponseTimeBuckets
{
    // Keys up to 380 ms; slower answers make the array double once or twice, so a row costs memory by its slowness.
    public const int UsualCount = 128;

    // An hour. What is slower shares the last bucket; minimum, maximum and total stay exact.
    public const int IndexMax = 3870;

    // Python rounds half to even on the exact value, so halves are decided on the integer part and "is there any
    // fraction", never on a division that may round by itself.
    public static int IndexOf(double elapsedMs)
    {
        if (elapsedMs < 100)
        {
            return (int)Math.Round(elapsedMs, MidpointRounding.ToEven);
        }

        if (elapsedMs >= 3_600_000)
        {
            return IndexMax;
        }

        int whole = (int)elapsedMs;
        bool fraction = elapsedMs > whole;
        return whole switch
        {
            < 1000 => 90 + Round(whole, fraction, 10),
            < 10_000 => 180 + Round(whole, fraction, 100),
            _ => 270 + Round(whole, fraction, 1000),
        };
    }

    public static int KeyOf(int index) => index switch
    {
        <= 100 => index,
        <= 190 => (index - 90) * 10,
        <= 280 => (index - 180) * 100,
        _ => (index - 270) * 1000,
    };

    private static int Round(int whole, bool fraction, int step)
    {
        int quotient = whole / step;
        int rest = whole - (quotient * step);
        int half = step / 2;
        bool up = rest > half || (rest == half && (fraction || (quotient & 1) != 0));
        return up ? quotient + 1 : quotient;
    }
}
