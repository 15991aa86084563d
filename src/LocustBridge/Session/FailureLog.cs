using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using LocustBridge.Outputs;

namespace LocustBridge.Session;

// What goes wrong in user code, as the log has it: the first failure of each kind at once, the rest as a count, since a
// task that throws may throw a million times. Any thread.
internal sealed class FailureLog(LogBuffer log)
{
    // A worker whose texts are all different must not fill its memory, nor its log.
    private const int KindsMax = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private long _others;

    public void Add(Exception exception)
    {
        string text = exception.GetType().Name + ": " + exception.Message;
        string place = PlaceOf(exception.StackTrace);

        // A text may hold a number that is new each time; the place does not.
        Add(place.Length == 0 ? text : exception.GetType().FullName + place, place.Length == 0
            ? exception.Message
            : "In a task of a user: " + text + place);
    }

    public void Add(string text) => Add(text, text);

    // Says how often each kind has come again since the last call.
    public void WriteRepeats()
    {
        List<string> lines = [];
        lock (_gate)
        {
            foreach (Kind kind in _kinds.Values)
            {
                if (kind.Repeats != 0)
                {
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{kind.Text} ({kind.Repeats:N0} more)"));
                    kind.Repeats = 0;
                }
            }

            if (_others != 0)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"Failures of further kinds: {_others:N0}"));
                _others = 0;
            }
        }

        foreach (string line in lines)
        {
            log.Write("ERROR", line);
        }
    }

    private void Add(string key, string text)
    {
        text = FirstLineOf(text);
        lock (_gate)
        {
            if (_kinds.TryGetValue(key, out Kind? kind))
            {
                kind.Repeats++;
                return;
            }

            if (_kinds.Count == KindsMax)
            {
                _others++;
                return;
            }

            _kinds.Add(key, new Kind(text));
        }

        log.Write("ERROR", text);
    }

    // The first frame, such as ", at Shop.Program.BuyAsync(LocustUser user) in Program.cs:line 7".
    private static string PlaceOf(string? trace) => trace is null ? "" : ", " + FirstLineOf(trace.TrimStart());

    private static string FirstLineOf(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }

    private sealed class Kind(string text)
    {
        public string Text { get; } = text;

        public long Repeats { get; set; }
    }
}
