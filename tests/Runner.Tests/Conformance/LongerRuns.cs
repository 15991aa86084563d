using System;
using System.Linq;
using System.Threading.Tasks;

namespace Runner.Tests.Conformance;

// On a machine that gives it no time, a run of a second has next to nothing to show: it is made again, and longer.
internal static class LongerRuns
{
    /// <param name="options">Of the run; a word -d1 becomes longer.</param>
    /// <param name="run">Makes it.</param>
    /// <param name="tellsNothing">Whether it has too little to show.</param>
    public static async Task<T> RunAsync<T>(string options, Func<string, Task<T>> run, Func<T, bool> tellsNothing)
    {
        string[] words = options.Split(' ');
        T outcome = await run(options);
        foreach (string longer in (string[])["-d4", "-d16"])
        {
            if (words.Contains("-d1") && tellsNothing(outcome))
            {
                outcome = await run(string.Join(' ', words.Select(word => word == "-d1" ? longer : word)));
            }
        }

        return outcome;
    }
}
