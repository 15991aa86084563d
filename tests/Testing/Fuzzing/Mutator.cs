using System;
using System.Collections.Generic;

namespace Testing.Fuzzing;

/// <summary>
/// Makes inputs of samples: some bytes flipped, inserted, deleted, doubled or swapped for interesting ones, ends cut
/// off, samples spliced. The seed tells them all.
/// </summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> samples, string interesting)
{
    private readonly Random _random = new(seed);
    private readonly List<byte> _wire = [];

    /// <summary>The next input; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _wire.Clear();
        _wire.AddRange(samples[_random.Next(samples.Count)]);

        // One change most of the time: what is nearly right finds most.
        int changes = 1 + (_random.Next(4) == 0 ? _random.Next(5) : 0);
        for (int count = 0; count < changes; count++)
        {
            Change();
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_wire);
    }

    /// <summary>Whether to go one way, once in so many times.</summary>
    public bool OneIn(int count) => _random.Next(count) == 0;

    public int Below(int limit) => _random.Next(limit);

    private void Change()
    {
        if (_wire.Count == 0)
        {
            _wire.Add(Interesting());
            return;
        }

        int at = _random.Next(_wire.Count);
        switch (_random.Next(8))
        {
            case 0:
                _wire[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                _wire.Insert(at, Interesting());
                break;
            case 2:
                _wire.RemoveAt(at);
                break;
            case 3:
                _wire.Insert(at, _wire[at]);
                break;
            case 4 when _random.Next(4) == 0:
                _wire.RemoveRange(at, _wire.Count - at);
                break;
            case 5 when _random.Next(4) == 0:
                byte[] other = samples[_random.Next(samples.Count)];
                _wire.RemoveRange(at, _wire.Count - at);
                _wire.AddRange(other.AsSpan(_random.Next(other.Length)).ToArray());
                break;
            case 6 when _random.Next(4) == 0:
                _wire.InsertRange(at, _wire.GetRange(at, Math.Min(_random.Next(1, 30), _wire.Count - at)));
                break;
            default:
                _wire[at] = Interesting();
                break;
        }
    }

    private byte Interesting() =>
        _random.Next(8) == 0 ? (byte)_random.Next(256) : (byte)interesting[_random.Next(interesting.Length)];
}
