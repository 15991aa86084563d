using System;
using System.IO;

namespace Runner.Outputs;

// Somewhere for results to go, opened before the run so that a run is not wasted on a path that cannot be written.
// Owned by whoever opened it.
internal sealed class OutputFile : IDisposable
{
    public const string StandardOutput = "-";

    private OutputFile(string path, Stream stream)
    {
        Path = path;
        Stream = stream;
    }

    public string Path { get; }

    public Stream Stream { get; }

    /// <summary>Opens a file, which is empty from then on, or the standard output.</summary>
    /// <returns>The file, or why there is none.</returns>
    public static (OutputFile? File, string? Refusal) Open(string path)
    {
        if (path == StandardOutput)
        {
            return (new OutputFile(path, Console.OpenStandardOutput()), null);
        }

        try
        {
            FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read);
            return (new OutputFile(path, stream), null);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            return (null, $"'{path}' cannot be written ({Reason(failure)})");
        }
    }

    /// <summary>Whether a failure to write is one that has to be expected of files.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>Why, in words without a full stop.</summary>
    public static string Reason(Exception failure) => failure.Message.TrimEnd('.');

    public void Dispose() => Stream.Dispose();
}
