using System.Threading;

namespace FastHttp.Transports.OpenSsl;

/// <summary>
/// The last session with one peer, for connections that come. Thread-safe without a lock: a session is taken out while
/// it is used, so that no thread frees it meanwhile; a connection that finds the slot empty makes a session of its own.
/// </summary>
internal sealed class SessionSlot
{
    private nint _session;

    ~SessionSlot() => Put(0);

    /// <summary>Has a connection that begins offer the session, if there is one.</summary>
    public void Offer(nint ssl)
    {
        nint session = Interlocked.Exchange(ref _session, 0);
        if (session == 0)
        {
            return;
        }

        _ = LibSsl.SetSession(ssl, session);
        if (Interlocked.CompareExchange(ref _session, session, 0) != 0)
        {
            LibSsl.FreeSession(session);
        }
    }

    /// <summary>Keeps the session of a connection, if it can be resumed.</summary>
    /// <returns>Whether it was kept.</returns>
    public bool Keep(nint ssl)
    {
        nint session = LibSsl.TakeSession(ssl);
        if (session == 0)
        {
            return false;
        }

        bool isResumable = LibSsl.IsResumable(session) == 1;
        if (isResumable)
        {
            Put(session);
        }
        else
        {
            LibSsl.FreeSession(session);
        }

        return isResumable;
    }

    private void Put(nint session)
    {
        nint last = Interlocked.Exchange(ref _session, session);
        if (last != 0)
        {
            LibSsl.FreeSession(last);
        }
    }
}
