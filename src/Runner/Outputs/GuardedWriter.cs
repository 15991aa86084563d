using System;
using System.IO;
using System.Text;

namespace Runner.Outputs;

/// <summary>
/// A writer that outlives its target: the first failure is kept, and what is written after it goes nowhere. So a full
/// disk or a closed pipe behind stdout costs what was to stand there, and nothing else. As thread-safe as the writer
/// behind it.
/// </summary>
internal sealed class GuardedWriter : TextWriter
{
    private readonly TextWriter _inner;

    /// <param name="open">Opens the writer behind it, which may fail too.</param>
    public GuardedWriter(Func<TextWriter> open)
    {
        try
        {
            _inner = open();
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            Failure = failure;
            _inner = Null;
        }
    }

    /// <summary>The first failure, or null.</summary>
    public Exception? Failure { get; private set; }

    public override Encoding Encoding => _inner.Encoding;

    public override void Write(char value) => Try(static (writer, text) => writer.Write(text), value);

    public override void Write(char[] buffer, int index, int count) =>
        Try(static (writer, text) => writer.Write(text.buffer, text.index, text.count), (buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => Try(static (writer, text) => writer.Write(text), value);

    public override void Flush() => Try(static (writer, _) => writer.Flush(), 0);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                // Tries once more to write what it still has.
                _inner.Dispose();
            }
            catch (Exception failure) when (IsExpected(failure))
            {
                Failure ??= failure;
            }
        }

        base.Dispose(disposing);
    }

    private static bool IsExpected(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException;

    private void Try<T>(Action<TextWriter, T> write, T text)
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            write(_inner, text);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            Failure = failure;
        }
    }
}
