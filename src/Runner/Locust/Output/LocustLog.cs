using System;
using System.IO;
using System.Threading;
using Runner.Locust.Options;
using Runner.Outputs;

namespace Runner.Locust.Output;

// The command's log: lines of the form "[time] LEVEL: text", from a level on, to stderr or a file. Any thread.
internal sealed class LocustLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LogLevel _least;
    private readonly GuardedWriter? _file;
    private bool _isBroken;

    /// <param name="least">Lines below this level are left out.</param>
    /// <param name="file">Appended to instead of stderr, if not null.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public LocustLog(LogLevel least, string? file)
    {
        _least = least;
        if (file is not null)
        {
            StreamWriter opened = new(file, append: true) { AutoFlush = true };
            _file = new GuardedWriter(() => opened);
        }
    }

    /// <summary>Prints a line instead, if it can: the live view on stderr knows where.</summary>
    public Func<string, bool>? Printer { get; set; }

    /// <summary>Takes a finished line.</summary>
    public void Write(string line)
    {
        if (LevelOf(line) < _least)
        {
            return;
        }

        lock (_gate)
        {
            if (_file is null)
            {
                Print(line);
                return;
            }

            _file.Write(line + "\n");
            if (_file.Failure is { } failure && !_isBroken)
            {
                // The run is worth more than its log.
                _isBroken = true;
                Print($"runner locust: --logfile: the log could not be written ({OutputFile.Reason(failure)})");
            }
        }
    }

    public void Info(string text) => Write(LogLevel.Info, text);

    public void Warn(string text) => Write(LogLevel.Warning, text);

    public void Dispose() => _file?.Dispose();

    private void Print(string line)
    {
        if (Printer?.Invoke(line) != true)
        {
            Console.Error.Write(line + "\n");
        }
    }

    private void Write(LogLevel level, string text) => Write(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"[{DateTime.Now:yyyy-MM-dd HH:mm:ss,fff}] {level.ToString().ToUpperInvariant()}: {text}"));

    private static LogLevel LevelOf(string line)
    {
        int begin = line.IndexOf("] ", StringComparison.Ordinal) + 2;
        int end = begin < 2 ? -1 : line.IndexOf(':', begin);
        return end > begin && Enum.TryParse(line.AsSpan(begin, end - begin), ignoreCase: true, out LogLevel level)
            ? level
            : LogLevel.Critical;
    }
}
