using System;
using System.Collections.Generic;
using System.Text;
using LocustBridge.Statistics;
using Runner.Locust.Options;

namespace Runner.Locust.Worker;

// From the bytes of a request to its row in the statistics: method and target, normalised by the patterns, or the name
// that a script gives. One for each lane, used by its thread; allocates only for a target that it has not seen.
internal sealed class RequestNames(LocustStatistics statistics, IReadOnlyList<NamePattern> patterns)
{
    // Beyond this the cache begins anew: rows themselves are limited by the statistics.
    private const int CacheLimit = 50_000;

    // What no request line can begin with.
    private const byte NamedMark = 0;

    private readonly Dictionary<byte[], int> _entries = new(ByteComparer.Instance);
    private byte[] _key = new byte[256];
    private byte[] _last = [];
    private int _lastEntry = -1;

    /// <summary>The row of a request.</summary>
    /// <param name="request">The request, from its method on.</param>
    /// <param name="name">What it is called; empty for its target.</param>
    public int EntryOf(ReadOnlySpan<byte> request, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> key = name.IsEmpty ? LineOf(request) : NamedKey(request, name);
        if (_lastEntry >= 0 && key.SequenceEqual(_last))
        {
            return _lastEntry;
        }

        var lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(key, out byte[]? kept, out int entry))
        {
            kept = key.ToArray();
            entry = Add(kept);
        }

        _last = kept;
        _lastEntry = entry;
        return entry;
    }

    private int Add(byte[] key)
    {
        if (_entries.Count >= CacheLimit)
        {
            _entries.Clear();
        }

        bool isNamed = key is [NamedMark, ..];
        string text = Encoding.UTF8.GetString(isNamed ? key.AsSpan(1) : key);
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string method = space < 0 ? text : text[..space];
        string target = space < 0 ? "" : text[(space + 1)..];
        if (!isNamed)
        {
            foreach (NamePattern pattern in patterns)
            {
                target = pattern.Apply(target);
            }
        }

        int entry = statistics.GetEntry(method, target);
        _entries.Add(key, entry);
        return entry;
    }

    // The request line without the version.
    private static ReadOnlySpan<byte> LineOf(ReadOnlySpan<byte> request)
    {
        request = request.TrimStart("\r\n"u8);
        int end = request.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = (end < 0 ? request : request[..end]).TrimEnd((byte)'\r');
        int version = line.LastIndexOf(" HTTP/"u8);
        return version < 0 ? line : line[..version];
    }

    private ReadOnlySpan<byte> NamedKey(ReadOnlySpan<byte> request, ReadOnlySpan<byte> name)
    {
        request = request.TrimStart("\r\n"u8);
        int space = request.IndexOf((byte)' ');
        ReadOnlySpan<byte> method = request[..Math.Max(0, space)];
        int length = method.Length + name.Length + 2;
        if (length > _key.Length)
        {
            _key = new byte[length * 2];
        }

        _key[0] = NamedMark;
        method.CopyTo(_key.AsSpan(1));
        _key[method.Length + 1] = (byte)' ';
        name.CopyTo(_key.AsSpan(method.Length + 2));
        return _key.AsSpan(0, length);
    }
}
