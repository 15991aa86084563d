using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FastHttp;

namespace Soak;

/// <summary>What all callers have seen, and what was wrong. Thread-safe.</summary>
internal sealed class SoakTally(string name)
{
    private const int MaxKept = 20;

    private readonly long[] _outcomes = new long[Enum.GetValues<SoakKind>().Length * 256];
    private readonly ConcurrentQueue<string> _violations = new();
    private long _numbers;
    private long _violated;

    /// <summary>Through what was called.</summary>
    public string Name => name;

    /// <summary>Calls that were started.</summary>
    public long Sent => Interlocked.Read(ref _numbers);

    /// <summary>Calls that have ended.</summary>
    public long Ended => _outcomes.Sum();

    /// <summary>How many things were wrong.</summary>
    public long Violated => Interlocked.Read(ref _violated);

    /// <summary>The first of them.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    public long NextNumber() => Interlocked.Increment(ref _numbers);

    public void Count(SoakKind kind, HttpError error) =>
        Interlocked.Increment(ref _outcomes[((int)kind * 256) + (int)error]);

    public void Violate(string what)
    {
        if (Interlocked.Increment(ref _violated) <= MaxKept)
        {
            _violations.Enqueue(what);
        }
    }

    /// <summary>Calls that ended with a reason, over all kinds.</summary>
    public long Of(HttpError error) =>
        Enumerable.Range(0, _outcomes.Length / 256).Sum(kind => _outcomes[(kind * 256) + (int)error]);

    /// <summary>The outcomes of a kind that occurred, the commonest first.</summary>
    public IEnumerable<(HttpError Error, long Count)> Of(SoakKind kind) =>
        Enum.GetValues<HttpError>()
            .Select(error => (error, _outcomes[((int)kind * 256) + (int)error]))
            .Where(pair => pair.Item2 != 0)
            .OrderByDescending(pair => pair.Item2);
}
