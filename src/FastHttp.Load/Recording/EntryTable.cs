using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// One lane's figures of the named requests of a run that finds their names as it goes on. Owned as the lane's recorder
/// is; allocates for a name that the lane has not seen.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class EntryTable(EntryNames names, Func<int, bool>? isBad = null)
{
    private readonly List<EntryRecorder> _recorders = [];
    private EntryRecorder?[] _byKey = new EntryRecorder?[16];

    /// <summary>By the numbers of the names; shorter than their list where the last ones were not seen here.</summary>
    internal IReadOnlyList<EntryRecorder> Recorders => _recorders;

    /// <summary>Returns the recorder that a key stands for, or null when it is new.</summary>
    /// <param name="key">A small number of the lane's own.</param>
    public EntryRecorder? Find(int key) => (uint)key < (uint)_byKey.Length ? _byKey[key] : null;

    /// <summary>Makes a key stand for a name.</summary>
    public EntryRecorder Add(int key, string method, string name)
    {
        if (key >= _byKey.Length)
        {
            Array.Resize(ref _byKey, Math.Max(key + 1, _byKey.Length * 2));
        }

        int number = names.NumberOf(method, name);
        while (_recorders.Count <= number)
        {
            _recorders.Add(new EntryRecorder(isOneOfMany: true, isBad));
        }

        return _byKey[key] = _recorders[number];
    }
}
