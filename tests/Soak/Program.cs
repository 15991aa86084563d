using System;
using System.Globalization;
using System.Threading.Tasks;

namespace Soak;

/// <summary>
/// Runs every client for a time against servers that do everything wrong that a server can; see
/// <c>./test.sh --soak</c>. Exit code 0: nothing was wrong.
/// </summary>
internal static class Program
{
    /// <summary>Takes minutes (10) and a seed (1).</summary>
    private static async Task<int> Main(string[] arguments)
    {
        double minutes = 10;
        int seed = 1;
        if ((arguments.Length > 0
                && !(double.TryParse(arguments[0], CultureInfo.InvariantCulture, out minutes) && minutes > 0))
            || (arguments.Length > 1 && !int.TryParse(arguments[1], CultureInfo.InvariantCulture, out seed)))
        {
            await Console.Error.WriteLineAsync("usage: Soak [MINUTES [SEED]]; 10 minutes and seed 1 without");
            return 2;
        }

        TimeSpan time = TimeSpan.FromMinutes(minutes);
        SoakRun run = new(time, seed);
        await run.RunAsync();
        SoakReport.Print(Console.Out, run, time, seed);
        return run.Violated == 0 ? 0 : 1;
    }
}
