using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Text;

/// <summary>Finds the known word that is nearest to an unknown one.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class Spelling
{
    /// <summary>
    /// Returns the word that takes the fewest changes of a letter, or null when all are too far: more than a third of
    /// it would have to change.
    /// </summary>
    public static string? Nearest(string typed, IEnumerable<string> words)
    {
        string? best = null;
        int fewest = Math.Max(1, typed.Length / 3) + 1;
        foreach (string word in words)
        {
            int changes = Distance(typed, word);
            if (changes < fewest)
            {
                (best, fewest) = (word, changes);
            }
        }

        return best;
    }

    // Optimal string alignment: insertions, deletions, substitutions, and neighbours that changed places.
    private static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int row = 0; row <= left.Length; row++)
        {
            for (int column = 0; column <= right.Length; column++)
            {
                cost[row, column] = row == 0 ? column : column == 0 ? row : Step(cost, left, right, row, column);
            }
        }

        return cost[left.Length, right.Length];
    }

    private static int Step(int[,] cost, string left, string right, int row, int column)
    {
        int substitution = left[row - 1] == right[column - 1] ? 0 : 1;
        int best = Math.Min(
            Math.Min(cost[row - 1, column], cost[row, column - 1]) + 1,
            cost[row - 1, column - 1] + substitution);
        bool isSwap = row > 1 && column > 1
            && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
        return isSwap ? Math.Min(best, cost[row - 2, column - 2] + 1) : best;
    }
}
