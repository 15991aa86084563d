using System;
using System.Collections.Generic;

namespace LocustBridge.Session;

// Between the class names of the master's locustfile and those of the host. A name that both know keeps its number; all
// others are added up and dealt over the host's remaining classes by weight. Pure functions.
// Invariant: users in = users out, both ways, when the host runs what it was told.
internal static class ClassAllocator
{
    public static Dictionary<string, int> ToHost(
        IReadOnlyDictionary<string, int> masterClasses, IReadOnlyList<LocustClassInfo> hostClasses)
    {
        var users = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = new List<LocustClassInfo>();
        foreach (LocustClassInfo info in hostClasses)
        {
            users[info.Name] = masterClasses.GetValueOrDefault(info.Name);
            if (!masterClasses.ContainsKey(info.Name))
            {
                open.Add(info);
            }
        }

        int unmatched = 0;
        foreach ((string name, int count) in masterClasses)
        {
            unmatched += users.ContainsKey(name) ? 0 : count;
        }

        // When every class of ours has a number of its own, a stranger's users still have to run somewhere.
        Deal(users, open.Count > 0 ? open : hostClasses, unmatched);
        return users;
    }

    // What really runs, in the master's names.
    public static IReadOnlyDictionary<string, int> ToMaster(
        IReadOnlyDictionary<string, int> masterClasses,
        IReadOnlyDictionary<string, int> ordered,
        IReadOnlyDictionary<string, int> running)
    {
        int orderedSum = 0;
        int runningSum = 0;
        bool same = true;
        foreach ((string name, int count) in ordered)
        {
            int real = running.GetValueOrDefault(name);
            orderedSum += count;
            runningSum += real;
            same &= real == count;
        }

        if (same)
        {
            return masterClasses;
        }

        // What is missing from a class that both know is missing there; the rest comes from the largest class first,
        // so that no number falls below zero.
        var result = new Dictionary<string, int>(masterClasses, StringComparer.Ordinal);
        int missing = orderedSum - runningSum;
        foreach ((string name, int count) in ordered)
        {
            int cut = Math.Min(count - running.GetValueOrDefault(name), result.GetValueOrDefault(name));
            if (cut > 0)
            {
                result[name] -= cut;
                missing -= cut;
            }
        }

        while (missing > 0 && Largest(result) is string name && result[name] > 0)
        {
            int cut = Math.Min(missing, result[name]);
            result[name] -= cut;
            missing -= cut;
        }

        return result;
    }

    // Smooth weighted round robin: five users over weights 3 and 1 give 4 and 1, and each further user changes one
    // class only, so a ramp-up never stops a user.
    private static void Deal(Dictionary<string, int> users, IReadOnlyList<LocustClassInfo> classes, int count)
    {
        long weights = 0;
        foreach (LocustClassInfo info in classes)
        {
            weights += Math.Max(1, info.Weight);
        }

        long[] credit = new long[classes.Count];
        long rounds = weights == 0 ? 0 : count / weights;
        for (int i = 0; i < classes.Count; i++)
        {
            // Whole rounds give each class exactly its weight; only the rest needs dealing.
            users[classes[i].Name] += (int)(rounds * Math.Max(1, classes[i].Weight));
        }

        for (long left = weights == 0 ? 0 : count % weights; left > 0; left--)
        {
            int best = 0;
            for (int i = 0; i < classes.Count; i++)
            {
                credit[i] += Math.Max(1, classes[i].Weight);
                best = credit[i] > credit[best] ? i : best;
            }

            credit[best] -= weights;
            users[classes[best].Name]++;
        }
    }

    private static string? Largest(Dictionary<string, int> users)
    {
        string? largest = null;
        foreach ((string name, int count) in users)
        {
            largest = largest is null || count > users[largest] ? name : largest;
        }

        return largest;
    }
}
