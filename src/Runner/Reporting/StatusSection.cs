using System.Collections.Generic;
using System.Globalization;

namespace Runner.Reporting;

// Responses by status code, as the result document has them. Stateless.
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
}
