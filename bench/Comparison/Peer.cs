using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Bench.Comparison;

/// <summary>A load generator: how it is called, and how its output says what it did.</summary>
/// <param name="Name">As printed.</param>
/// <param name="Command">The executable and its arguments; empty if it is not there.</param>
/// <param name="Requests">Finds the count of requests in the output; several matches are added up.</param>
/// <param name="Missing">What would have to be installed; null if it is there.</param>
internal sealed partial record Peer(string Name, string[] Command, Regex Requests, string? Missing = null)
{
    /// <summary>The requests that the peer says it has done; 0 if it says nothing.</summary>
    public long CountRequests(string output) =>
        Requests.Matches(output).Sum(match => long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    /// <summary>CPU microseconds a request in the second half of the run; null if the peer does not say.</summary>
    public static double? SteadyMicros(string output)
    {
        Match match = SteadyLine().Match(output);
        return match.Success
            ? double.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
                / double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(@"^steady (\d+) requests (\d+) us$", RegexOptions.Multiline)]
    private static partial Regex SteadyLine();
}
