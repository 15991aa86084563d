using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;

namespace Runner.Comparing;

/// <summary>Runs of one configuration: a file, or every file of a folder. Immutable; never empty.</summary>
internal sealed record RunGroup(string Name, IReadOnlyList<ResultDocument> Runs)
{
    /// <summary>The run that stands for the others where one has to: the one with the median p99.</summary>
    public ResultDocument Typical { get; } = Runs.OrderBy(run => run.Latency.P99 ?? 0).ElementAt((Runs.Count - 1) / 2);

    /// <summary>The median of the runs; null where a run does not have the figure.</summary>
    public double? Value(Metric metric)
    {
        double?[] values = [.. Runs.Select(metric.OfRun).Order()];
        return values.Contains(null) ? null : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    /// <summary>Reads a file, or the .json files of a folder in the order of their names.</summary>
    /// <exception cref="ResultFormatException">Something is no result; the message names the file.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Something may not be read.</exception>
    public static RunGroup Read(string path)
    {
        string[] files = Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.json").Order()] : [path];
        return files.Length == 0
            ? throw new ResultFormatException($"{path}: no .json file in this folder")
            : new RunGroup(path, [.. files.Select(ReadFile)]);
    }

    private static ResultDocument ReadFile(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return ResultFile.Read(stream);
        }
        catch (ResultFormatException failure)
        {
            throw new ResultFormatException($"{path}: {failure.Message}", failure);
        }
    }
}
