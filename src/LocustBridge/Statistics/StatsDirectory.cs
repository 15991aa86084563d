using System.Collections.Generic;
using System.Globalization;
using System.Threading;

namespace LocustBridge.Statistics;

// Gives each (type, name) and each (row, error text) a number that stays valid for the life of the statistics. Any
// thread; locked, for it is asked once per name and lane, not once per sample.
// Index 0 of both lists is the catch-all, so a name or an error that comes after the limit is still counted, visibly.
internal sealed class StatsDirectory
{
    // Longer ones are cut: a response body used as an error text must not fill the master's memory.
    private const int NameLengthMax = 4000;
    private const int ErrorLengthMax = 2000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Method, string Name), int> _entryIndex = [];
    private readonly Dictionary<(int Entry, string Text), int> _errorIndex = [];
    private readonly List<(string Method, string Name)> _entries = [];
    private readonly List<(int Entry, string Text)> _errors = [];
    private readonly int _entryLimit;
    private readonly int _errorLimit;

    public StatsDirectory(int entryLimit, int errorLimit)
    {
        _entryLimit = entryLimit;
        _errorLimit = errorLimit;
        _entries.Add((string.Empty, Others("names", entryLimit)));
        _errors.Add((0, Others("errors", errorLimit)));
    }

    public int GetEntry(string method, string name)
    {
        var key = (Clean(method, NameLengthMax), Clean(name, NameLengthMax));
        lock (_gate)
        {
            if (_entryIndex.TryGetValue(key, out int index))
            {
                return index;
            }

            if (_entries.Count > _entryLimit)
            {
                return 0;
            }

            _entries.Add(key);
            _entryIndex.Add(key, _entries.Count - 1);
            return _entries.Count - 1;
        }
    }

    public int GetError(int entry, string text)
    {
        var key = (entry, Clean(text, ErrorLengthMax));
        lock (_gate)
        {
            if (_errorIndex.TryGetValue(key, out int index))
            {
                return index;
            }

            if (_errors.Count > _errorLimit || (uint)entry >= (uint)_entries.Count)
            {
                return 0;
            }

            _errors.Add(key);
            _errorIndex.Add(key, _errors.Count - 1);
            return _errors.Count - 1;
        }
    }

    public (string Method, string Name) EntryAt(int entry)
    {
        lock (_gate)
        {
            return _entries[(uint)entry < (uint)_entries.Count ? entry : 0];
        }
    }

    public (string Method, string Name, string Text) ErrorAt(int error)
    {
        lock (_gate)
        {
            (int entry, string text) = _errors[(uint)error < (uint)_errors.Count ? error : 0];
            (string method, string name) = _entries[entry];
            return (method, name, text);
        }
    }

    private static string Others(string what, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"(other {what}: more than {limit})");

    private static string Clean(string? text, int lengthMax)
    {
        text ??= string.Empty;
        if (text.Length <= lengthMax)
        {
            return text;
        }

        // Not between the halves of a surrogate pair.
        return text[..(char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax)];
    }
}
