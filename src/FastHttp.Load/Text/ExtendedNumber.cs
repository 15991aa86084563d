using System;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace FastHttp.Load.Text;

// A non-negative number of 64 significant bits, which is what wrk's "long double" is on x86. wrk divides in that type
// before it prints, and in a decimal tie such as 1.005 the last bit decides the last digit: in a double, every tenth
// latency would print one hundredth off. Value = significand · 2^exponent.
internal readonly struct ExtendedNumber
{
    private readonly ulong _significand;
    private readonly int _exponent;

    private ExtendedNumber(ulong significand, int exponent)
    {
        _significand = significand;
        _exponent = exponent;
    }

    /// <summary>Every finite non-negative double is represented exactly.</summary>
    public static ExtendedNumber From(double value)
    {
        Debug.Assert(double.IsFinite(value) && value >= 0);
        long bits = BitConverter.DoubleToInt64Bits(value);
        int biased = (int)(bits >> 52) & 0x7FF;
        ulong fraction = (ulong)bits & ((1UL << 52) - 1);
        return biased == 0
            ? new ExtendedNumber(fraction, -1074)
            : new ExtendedNumber(fraction | (1UL << 52), biased - 1075);
    }

    /// <summary>Divides and rounds to 64 bits, ties to even.</summary>
    public ExtendedNumber DivideBy(uint divisor)
    {
        if (_significand == 0)
        {
            return this;
        }

        // Shifted so that the quotient has more than 64 bits; what the division leaves only has to be seen, not kept.
        int shift = BitOperations.LeadingZeroCount(_significand) + 63;
        (UInt128 quotient, UInt128 rest) = UInt128.DivRem((UInt128)_significand << shift, divisor);
        int surplus = 64 - (int)UInt128.LeadingZeroCount(quotient);
        if (surplus <= 0)
        {
            return new ExtendedNumber((ulong)quotient, _exponent - shift);
        }

        UInt128 kept = quotient >> surplus;
        UInt128 lost = quotient - (kept << surplus);
        UInt128 half = UInt128.One << (surplus - 1);
        bool isUp = lost > half || (lost == half && (rest != 0 || UInt128.IsOddInteger(kept)));
        kept += isUp ? 1u : 0u;

        // Rounding up all ones gives the next power of two, which has one bit too many and a zero to lose.
        return kept >> 64 != 0
            ? new ExtendedNumber((ulong)(kept >> 1), _exponent - shift + surplus + 1)
            : new ExtendedNumber((ulong)kept, _exponent - shift + surplus);
    }

    public bool IsAtLeast(double limit) => Compare(From(limit)) >= 0;

    /// <summary>As C's "%.Nf": the exact binary value, rounded to the nearest decimal, ties to even.</summary>
    public string ToFixed(int decimals)
    {
        BigInteger scaled = new BigInteger(_significand) * BigInteger.Pow(10, decimals);
        BigInteger whole;
        if (_exponent >= 0)
        {
            whole = scaled << _exponent;
        }
        else
        {
            whole = scaled >> -_exponent;
            BigInteger lost = (scaled - (whole << -_exponent)) << 1;
            int order = lost.CompareTo(BigInteger.One << -_exponent);
            whole += order > 0 || (order == 0 && !whole.IsEven) ? 1 : 0;
        }

        string digits = whole.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private int Compare(ExtendedNumber other)
    {
        int low = Math.Min(_exponent, other._exponent);
        BigInteger left = new BigInteger(_significand) << (_exponent - low);
        return left.CompareTo(new BigInteger(other._significand) << (other._exponent - low));
    }
}
