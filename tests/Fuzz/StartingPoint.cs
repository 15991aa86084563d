using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Testing.Fuzzing;

namespace Fuzz;

/// <summary>What a run starts from besides the corpus: the samples of a target, and the words in them.</summary>
internal static partial class StartingPoint
{
    private const int MaxWords = 200;

    /// <summary>Writes each sample into <c>inputs</c>, and the words into <c>words</c>, in AFL's format.</summary>
    public static void Write(FuzzTarget target, string folder)
    {
        string inputs = Path.Combine(folder, "inputs");
        Directory.CreateDirectory(inputs);
        foreach ((int index, byte[] sample) in target.Samples.Index())
        {
            byte seed = (byte)index;
            string name = string.Create(CultureInfo.InvariantCulture, $"sample-{index}");
            File.WriteAllBytes(Path.Combine(inputs, name), [seed, .. sample]);
        }

        IEnumerable<string> words = target.Samples
            .SelectMany(sample => Word().Matches(Encoding.Latin1.GetString(sample)))
            .Select(match => match.Value).Distinct().Take(MaxWords)
            .Concat(target.Interesting.Distinct().Select(byteOfIt => $"{byteOfIt}"));
        File.WriteAllLines(Path.Combine(folder, "words"), words.Select(word => $"\"{Escape(word)}\""));
    }

    private static string Escape(string word) => string.Concat(
        word.Select(letter => char.IsAsciiLetterOrDigit(letter) ? $"{letter}" : $"\\x{(int)letter:X2}"));

    [GeneratedRegex("[A-Za-z0-9][A-Za-z0-9/._-]{1,30}")]
    private static partial Regex Word();
}
