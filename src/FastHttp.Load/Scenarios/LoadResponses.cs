using System;
using FastHttp.Load.Scenarios;

namespace FastHttp.Load;

/// <summary>
/// The answers to a batch of a <see cref="LoadUser"/>, in the order of its requests. A view: it is valid until the
/// user's next request.
/// </summary>
public readonly struct LoadResponses
{
    private readonly UserFlow? _flow;
    private readonly int _generation;

    internal LoadResponses(UserFlow flow, int generation, int count)
    {
        _flow = flow;
        _generation = generation;
        Count = count;
    }

    /// <summary>How many there are: as many as requests.</summary>
    public int Count { get; }

    /// <summary>The answer to a request, by its place in the batch, from 0.</summary>
    public LoadResponse this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new LoadResponse(_flow!, _generation, index);
        }
    }

    /// <summary>Goes through the answers.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Goes through the answers of a batch.</summary>
    public struct Enumerator
    {
        private readonly LoadResponses _responses;
        private int _index;

        internal Enumerator(LoadResponses responses)
        {
            _responses = responses;
            _index = -1;
        }

        /// <summary>The current answer.</summary>
        public readonly LoadResponse Current => _responses[_index];

        /// <summary>Moves to the next answer.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext() => ++_index < _responses.Count;
    }
}
