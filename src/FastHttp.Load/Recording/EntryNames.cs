using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// The named requests of a run that finds their names as it goes on, numbered for the lanes' tables. Any thread;
/// locked, for it is asked once for each name and lane.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class EntryNames
{
    // A document, and a lane's memory, with a histogram for each; Locust's own table goes on beyond.
    private const int Limit = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string? Method, string Name), int> _numbers = [];
    private readonly List<(string? Method, string Name)> _names = [];

    /// <summary>The names by number, as they are now.</summary>
    internal IReadOnlyList<(string? Method, string Name)> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _names];
            }
        }
    }

    /// <summary>The number of a name; all beyond the limit share one that says so.</summary>
    internal int NumberOf(string method, string name)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue((method, name), out int number))
            {
                return number;
            }

            if (_names.Count >= Limit)
            {
                (method, name) = ("", $"(other names: more than {Limit})");
                if (_numbers.TryGetValue((method, name), out number))
                {
                    return number;
                }
            }

            number = _names.Count;
            _names.Add((method, name));
            _numbers.Add((method, name), number);
            return number;
        }
    }
}
