using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// Responses by status code, as the result document has them.
internal static class StatusSection
{
    /// <param name="codes">A count for each code.</param>
    public static IReadOnlyDictionary<string, long> Of(IReadOnlyList<long> codes)
    {
        Dictionary<string, long> status = [];
        for (int code = 0; code < codes.Count; code++)
        {
            if (codes[code] != 0)
            {
                status.Add(code.ToString(CultureInfo.InvariantCulture), codes[code]);
            }
        }

        return status;
    }

    public static IReadOnlyDictionary<string, long> Of(IEnumerable<StatusCount> codes) =>
        codes.ToDictionary(code => code.Code.ToString(CultureInfo.InvariantCulture), code => code.Count);

    /// <summary>The first response of each status; null where there is none to show.</summary>
    public static IReadOnlyDictionary<string, StatusSample>? SamplesOf(RunSnapshot run) => run.StatusSamples.Count == 0
        ? null
        : run.StatusSamples.OrderBy(pair => pair.Key).ToDictionary(
            pair => pair.Key.ToString(CultureInfo.InvariantCulture),
            pair => new StatusSample { FirstS = pair.Value.AtUs / 1_000_000.0, Text = pair.Value.Text });
}
