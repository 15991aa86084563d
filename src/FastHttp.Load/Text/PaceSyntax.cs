using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Text;

/// <summary>Paces as text: 1000, 1.5k, 90/m.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class PaceSyntax
{
    // Above any loop's reach, and small enough that a century of it stays exact to a request.
    private const double FastestRate = 1e9;

    /// <summary>Reads how often a second something happens; false for what is no pace.</summary>
    public static bool TryParse(string text, out double perSecond)
    {
        perSecond = 0;
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        double seconds = 1;
        if (number is [.., '/', 's' or 'm' or 'h' or 'S' or 'M' or 'H'])
        {
            seconds = char.ToUpperInvariant(number[^1]) switch { 'S' => 1, 'M' => 60, _ => 3600 };
            number = number[..^2];
        }

        double scale = number is [.., var unit] ? ScaleOf(unit) : 1;
        number = scale == 1 ? number : number[..^1];
        bool isNumber = double.TryParse(
            number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        perSecond = value * scale / seconds;
        return isNumber && perSecond <= FastestRate;
    }

    private static double ScaleOf(char unit) => unit switch
    {
        'k' or 'K' => 1e3,
        'm' or 'M' => 1e6,
        'g' or 'G' => 1e9,
        _ => 1,
    };
}
