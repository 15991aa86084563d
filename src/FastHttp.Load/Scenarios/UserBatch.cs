using System;
using System.Diagnostics;

namespace FastHttp.Load.Scenarios;

// The requests that a user sends at once, and what came of each. They go out whole on the user's connection and are
// answered in order; redirects are followed when all are answered, one after the other. Belongs to one user, and is
// made for its first batch; allocates when a batch is longer than all before.
//
// Invariant: _next is the exchange that is answered next, while _isSending of the batch, after it of a redirect.
internal sealed class UserBatch
{
    private UserExchange[] _exchanges = new UserExchange[8];
    private int _next;
    private bool _isSending;

    public int Count { get; private set; }

    /// <summary>The exchange that is answered next.</summary>
    public ref UserExchange Current => ref _exchanges[_next];

    /// <summary>Any of the exchanges, by number.</summary>
    public ref UserExchange this[int index] => ref _exchanges[index];

    /// <summary>Takes what the user has asked for. Its calls are copied.</summary>
    public void Begin(ReadOnlySpan<LoadCall> calls)
    {
        if (_exchanges.Length < calls.Length)
        {
            Array.Resize(ref _exchanges, calls.Length);
        }

        for (int index = 0; index < calls.Length; index++)
        {
            _exchanges[index].Begin(in calls[index]);
        }

        Count = calls.Length;
        _next = 0;
        _isSending = true;
    }

    /// <summary>Finds out until when each request has to be answered: a limit ends the connection, and with it what
    /// comes after, so each has the shortest of its own and those.</summary>
    /// <param name="timeout">The limit of a request that has none, in seconds.</param>
    public void ShareTimeouts(double timeout)
    {
        double shortest = double.MaxValue;
        for (int index = Count - 1; index >= 0; index--)
        {
            ref UserExchange exchange = ref _exchanges[index];
            shortest = Math.Min(shortest, exchange.Timeout > 0 ? exchange.Timeout : timeout);
            exchange.Timeout = shortest;
        }
    }

    /// <summary>Goes on to the next exchange, once <see cref="Current"/> has its answer or its failure.</summary>
    /// <returns>Whether it was the last that was sent.</returns>
    public bool Advance()
    {
        if (!_isSending)
        {
            return true;
        }

        Debug.Assert(_next < Count, "An answer belongs to a request of the batch.");
        _isSending = ++_next < Count;
        _next = _isSending ? _next : 0;
        return !_isSending;
    }

    /// <summary>Moves on to the next answer that is a redirect, the current one included.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveToRedirect()
    {
        while (_next < Count && !_exchanges[_next].IsRedirected)
        {
            _next++;
        }

        return _next < Count;
    }

    /// <summary>The current answer stands, redirect or not.</summary>
    public void Settle() => _next++;
}
