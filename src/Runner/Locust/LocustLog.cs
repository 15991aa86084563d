using System;
using System.IO;
using System.Threading;

namespace Runner.Locust;

// The command's log: lines of the form "[time] LEVEL: text", from a level on, to stderr or a file. Any thread.
internal sealed class LocustLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LogLevel _least;
    private readonly TextWriter _writer;
    private readonly bool _ownsWriter;

    /// <param name="least">Lines below this level are left out.</param>
    /// <param name="file">Appended to instead of stderr, if not null.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public LocustLog(LogLevel least, string? file)
    {
        _least = least;
        _ownsWriter = file is not null;
        _writer = file is null ? Console.Error : new StreamWriter(file, append: true) { AutoFlush = true };
    }

    /// <summary>Prints a line instead, if it can: whoever shows something on stderr knows where.</summary>
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
            if (!_ownsWriter && Printer?.Invoke(line) == true)
            {
                return;
            }

            _writer.Write(line + "\n");
            _writer.Flush();
        }
    }

    public void Info(string text) => Write(LogLevel.Info, text);

    public void Warn(string text) => Write(LogLevel.Warning, text);

    public void Dispose()
    {
        if (_ownsWriter)
        {
            _writer.Dispose();
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
