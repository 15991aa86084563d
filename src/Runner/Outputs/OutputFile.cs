using System;
using System.IO;

namespace Runner.Outputs;

// Somewhere for results to go, opened before the run so that a run is not wasted on a path that cannot be written.
// The caller that opens it disposes it.
internal sealed class OutputFile : IDisposable
{
    public const string StandardOutput = "-";

    private Stream? _stream;
    private string _currentPath = "";

    private OutputFile(string path, Stream stream)
    {
        Path = path;
        _stream = stream;
    }

    /// <summary>Where the results of the first run go.</summary>
    public string Path { get; }

    /// <summary>Takes the results of this run.</summary>
    /// <exception cref="IOException">The file of a further run cannot be opened; so for the other reasons.</exception>
    public Stream Stream => _stream ??= Create(_currentPath, FileMode.Create);

    /// <summary>Opens a file, which keeps what is in it until a run begins, or the standard output.</summary>
    /// <returns>The file, or why there is none.</returns>
    public static (OutputFile? File, string? Refusal) Open(string path)
    {
        try
        {
            Stream stream = path == StandardOutput
                ? Console.OpenStandardOutput()
                : Create(path, FileMode.OpenOrCreate);
            return (new OutputFile(path, stream), null);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            string what = path == StandardOutput ? "stdout" : $"'{path}'";
            return (null, $"{what} cannot be written ({Reason(failure)})");
        }
    }

    /// <summary>Whether a failure to write is one that has to be expected of files.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>Why, in words without a full stop.</summary>
    public static string Reason(Exception failure) => failure switch
    {
        // What .NET says of a stdout that is closed speaks of a path.
        UnauthorizedAccessException { InnerException: IOException inner } => inner.Message.TrimEnd('.'),
        _ => failure.Message.TrimEnd('.'),
    };

    /// <summary>The path of a further run: run.json, run-2.json. The standard output takes all of them.</summary>
    public static string PathOf(string path, int number) => number < 2 || path == StandardOutput
        ? path
        : System.IO.Path.ChangeExtension(path, null) + $"-{number}" + System.IO.Path.GetExtension(path);

    /// <summary>Throws away what an earlier command has left in the file. Before anything is written.</summary>
    public void Empty()
    {
        // A pipe or a device has nothing to throw away.
        if (_stream is { CanSeek: true, Length: > 0 })
        {
            _stream.SetLength(0);
        }
    }

    /// <summary>Has what follows go into the file of a further run, which is opened when something does.</summary>
    public void GoOn(int number)
    {
        if (Path != StandardOutput)
        {
            Dispose();
            _stream = null;
            _currentPath = PathOf(Path, number);
        }
    }

    /// <summary>Has everything that was written be in the file.</summary>
    public void Flush() => _stream?.Flush();

    /// <summary>Closes it. What could not be written is known by then, or is not wanted any more.</summary>
    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            // A file tries once more to write what it has; Flush has told of it.
        }
    }

    private static FileStream Create(string path, FileMode mode) => new(path, mode, FileAccess.Write, FileShare.Read);
}
