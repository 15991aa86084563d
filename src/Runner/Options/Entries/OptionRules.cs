using System.Collections.Generic;
using System.Linq;

namespace Runner.Options.Entries;

// What options say of each other.
internal static class OptionRules
{
    /// <summary>The first thing that does not go together, in one line; null when everything does.</summary>
    /// <param name="typed">The options that were given.</param>
    /// <param name="all">Those that there are.</param>
    public static string? Conflict(IReadOnlyCollection<OptionSpec> typed, IReadOnlyList<OptionSpec> all)
    {
        foreach (OptionSpec option in typed)
        {
            foreach (OptionRule rule in option.Excludes)
            {
                if (typed.FirstOrDefault(other => other.Name == rule.Other) is { } other)
                {
                    return $"{option.Spelling} and {other.Spelling} exclude each other{Reason(rule)}";
                }
            }

            foreach (OptionRule rule in option.Needs)
            {
                if (typed.All(other => other.Name != rule.Other))
                {
                    return $"{option.Spelling} needs {all.First(other => other.Name == rule.Other).Spelling}"
                        + Reason(rule);
                }
            }
        }

        return null;
    }

    private static string Reason(OptionRule rule) => rule.Why is null ? "" : $": {rule.Why}";
}
