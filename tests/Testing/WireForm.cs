using System;
using System.Collections.Generic;

namespace Testing;

/// <summary>One way in which bytes can arrive: a name for messages, and the segments in order. Immutable.</summary>
public sealed class WireForm
{
    private readonly byte[] _bytes;
    private readonly int _slack;
    private readonly Func<int, int> _nextLength;

    internal WireForm(string name, byte[] bytes, Func<int, int> nextLength, int slack = 0)
    {
        Name = name;
        _bytes = bytes;
        _slack = slack;
        _nextLength = nextLength;
    }

    /// <summary>What to call this form in a message.</summary>
    public string Name { get; }

    /// <summary>The segments, none of them empty unless there is no byte at all.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Segments
    {
        get
        {
            byte[] source = _bytes;
            if (_slack > 0)
            {
                // What lies behind the bytes must not matter.
                source = new byte[_bytes.Length + _slack];
                _bytes.CopyTo(source, 0);
                source.AsSpan(_bytes.Length).Fill((byte)'\n');
            }

            for (int offset = 0; offset < _bytes.Length;)
            {
                int length = Math.Clamp(_nextLength(offset), 1, _bytes.Length - offset);
                yield return source.AsMemory(offset, length);
                offset += length;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
