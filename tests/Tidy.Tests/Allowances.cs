using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Tidy.Tests;

/// <summary>
/// What breaks a rule and is put up with: lines of "rule path count" in allowances.txt. The list is a ratchet: a file
/// may break a rule no more often than it says, and an entry that is larger than need be has to be lowered.
/// </summary>
internal static class Allowances
{
    /// <summary>The entries of one rule: path to count.</summary>
    public static Dictionary<string, int> Read(string rule) =>
        File.ReadAllLines(Path.Combine(Repository.Root, "tests/Tidy.Tests/allowances.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words[0] == rule)
            .ToDictionary(words => words[1], words => int.Parse(words[2], null));

    /// <summary>Compares what is wrong with what is put up with. Returns what to do about the difference.</summary>
    public static List<string> Compare(IEnumerable<string> violations, Dictionary<string, int> allowed)
    {
        ILookup<string, string> found = violations.ToLookup(violation => violation.Split(':')[0]);
        List<string> complaints = [];
        foreach (IGrouping<string, string> file in found)
        {
            if (file.Count() > allowed.GetValueOrDefault(file.Key))
            {
                complaints.AddRange(file);
            }
        }

        foreach ((string path, int count) in allowed)
        {
            if (found[path].Count() < count)
            {
                complaints.Add($"allowances.txt: lower {path} from {count} to {found[path].Count()}");
            }
        }

        return complaints;
    }
}
