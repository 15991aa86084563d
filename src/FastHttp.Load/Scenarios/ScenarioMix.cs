using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Scenarios;

/// <summary>
/// Which kind of user starts next: evenly by weight, so that of as many starts as all weights together each kind has
/// its own exactly. Lane-owned.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class ScenarioMix
{
    private readonly int[] _kinds;
    private readonly int[] _weights;
    private readonly int[] _credits;
    private readonly int _sum;
    private readonly bool _isEndless;
    private int _left;

    private ScenarioMix(int[] kinds, int[] weights, bool isEndless)
    {
        _kinds = kinds;
        _weights = weights;
        _credits = new int[kinds.Length];
        _sum = weights.Sum();
        _isEndless = isEndless;
        _left = kinds.Length;
    }

    /// <summary>All kinds, for as long as the run lasts.</summary>
    /// <param name="weights">How often each of them starts.</param>
    /// <param name="after">How many have started before, or do elsewhere.</param>
    public static ScenarioMix Endless(IReadOnlyList<int> weights, int after = 0)
    {
        ScenarioMix mix = new([.. Enumerable.Range(1, weights.Count)], [.. weights], isEndless: true);
        for (int left = after % mix._sum; left > 0; left--)
        {
            _ = mix.Next();
        }

        return mix;
    }

    /// <summary>Each of some kinds once.</summary>
    public static ScenarioMix Once(params int[] kinds) =>
        new(kinds, [.. kinds.Select(_ => 1)], isEndless: false);

    /// <summary>The number of a kind; -1 when there is nothing more to start.</summary>
    internal int Next()
    {
        if (!_isEndless)
        {
            return _left == 0 ? -1 : _kinds[^_left--];
        }

        if (_kinds.Length == 1)
        {
            return _kinds[0];
        }

        int best = 0;
        for (int index = 0; index < _kinds.Length; index++)
        {
            _credits[index] += _weights[index];
            best = _credits[index] > _credits[best] ? index : best;
        }

        _credits[best] -= _sum;
        return _kinds[best];
    }
}
