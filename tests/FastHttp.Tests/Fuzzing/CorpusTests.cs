using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Testing.Fuzzing;

namespace FastHttp.Tests.Fuzzing;

/// <summary>
/// Inputs that searches guided by coverage have found (tests/fuzz.sh), each with its own seed and with some more, so
/// that it is cut in other places, too.
/// </summary>
public sealed class CorpusTests
{
    private const int MaxFiles = 40;
    private const int MaxBytes = 2 * 1024;
    private const int MaxTotalBytes = 300 * 1024;
    private const int OtherSeeds = 32;

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus");

    public static TheoryData<string> Targets() => [.. FuzzTargets.ByName.Keys];

    [Theory, MemberData(nameof(Targets))]
    public void X85_inputs_that_a_search_has_kept(string name)
    {
        string folder = Path.Combine(s_folder, name);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        Assert.True(files.Length is > 0 and <= MaxFiles, $"{name}: {files.Length} files, not 1 to {MaxFiles}");
        using KeptInputs inputs = new(FuzzTargets.ByName[name]());
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(file);
            Assert.True(bytes.Length is > 0 and <= MaxBytes, $"{name}/{Path.GetFileName(file)}: {bytes.Length} bytes");
            foreach (int seed in Enumerable.Range(0, OtherSeeds).Prepend(bytes[0]))
            {
                try
                {
                    inputs.Run(bytes, seed);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException(
                        $"{name}/{Path.GetFileName(file)}, seed {seed}: {failure.Message}", failure);
                }
            }
        }
    }

    [Fact]
    public void The_corpus_is_small_and_each_of_its_folders_is_that_of_a_target()
    {
        Assert.Empty(Directory.GetDirectories(s_folder).Select(Path.GetFileName).Except(FuzzTargets.ByName.Keys));
        IEnumerable<string> files = Directory.EnumerateFiles(s_folder, "*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 1, MaxTotalBytes);
    }
}
