using System;
using System.Diagnostics;
using System.Threading;

namespace FastHttp.Buffers;

/// <summary>
/// Who a pooled message belongs to: the pool, a caller, or an exchange of that caller. One word, changed atomically,
/// because an exchange may end on another thread than the one that disposes. The generation tells one use of the
/// message from another, so that a view that was kept too long shows or changes nothing of the next one.
/// </summary>
internal struct MessageLease
{
    private const int InPool = 0;
    private const int Owned = 1;
    private const int Lent = 2;
    private const int LentAndDisposed = 3;

    private int _state;
    private RentalNote? _note;

    internal int Generation { get; private set; }

    /// <summary>Whether the caller has given the message back, if only for the time when the exchange has ended.
    /// </summary>
    internal readonly bool IsReturned => State is InPool or LentAndDisposed;

    // An exchange may change it on another thread.
    private readonly int State => Volatile.Read(in _state);

    /// <param name="note">Says who rents; null where rentals are not checked.</param>
    internal void Rent(RentalNote? note)
    {
        Debug.Assert(_state == InPool);
        _note = note;
        NextGeneration();
        Volatile.Write(ref _state, Owned);
    }

    /// <summary>
    /// Whether the message is now the pool's. False the second time, and while an exchange is pending.
    /// </summary>
    internal bool TryReturn()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, InPool, Owned))
            {
                case Owned:
                    return true;

                // Unless the exchange has ended between the two lines, so that it is the caller's again.
                case Lent when Interlocked.CompareExchange(ref _state, LentAndDisposed, Lent) == Owned:
                    continue;

                default:
                    return false;
            }
        }
    }

    internal void Lend()
    {
        if (Interlocked.CompareExchange(ref _state, Lent, Owned) != Owned)
        {
            throw new InvalidOperationException("The message is already part of an exchange that has not ended.");
        }
    }

    /// <summary>Whether the message was disposed during the exchange, so that it now has to go to the pool.</summary>
    internal bool EndLoan()
    {
        if (Interlocked.CompareExchange(ref _state, Owned, Lent) == Lent)
        {
            return false;
        }

        return Interlocked.CompareExchange(ref _state, InPool, LentAndDisposed) == LentAndDisposed;
    }

    internal readonly void ThrowIfReturned()
    {
        if (IsReturned)
        {
            throw new ObjectDisposedException(null, "The message was returned to its pool.");
        }
    }

    /// <summary>The message has come back, and is not lost any more.</summary>
    internal void Settle()
    {
        _note?.Dispose();
        _note = null;
    }

    internal readonly void ThrowIfInPool()
    {
        if (State == InPool)
        {
            throw new ObjectDisposedException(null, "The message was returned to its pool.");
        }
    }

    internal readonly void ThrowIfLent()
    {
        if (State >= Lent)
        {
            throw new InvalidOperationException("The message is part of an exchange that has not ended.");
        }
    }

    internal void NextGeneration() => Generation++;

    /// <summary>Throws if the message has been used for something else since the generation was noted.</summary>
    internal readonly void CheckGeneration(int generation)
    {
        if (generation != Generation)
        {
            throw new ObjectDisposedException(null, "The view is of an earlier use of the message.");
        }
    }
}
