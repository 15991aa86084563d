using System.Collections.Generic;

namespace FastHttp.Transports.Linux;

/// <summary>
/// Closed connections that a loop uses again, so that one more connection allocates nothing. What was retired within a
/// turn may still be on the stack, so it can be taken from the next turn on. Loop-owned.
/// </summary>
internal sealed class RetiredConnections
{
    private readonly Stack<EpollConnection> _ready = new();
    private readonly List<EpollConnection> _thisTurn = [];

    public void Add(EpollConnection connection) => _thisTurn.Add(connection);

    public EpollConnection? Take() => _ready.TryPop(out EpollConnection? connection) ? connection : null;

    public void EndTurn()
    {
        if (_thisTurn.Count == 0)
        {
            return;
        }

        foreach (EpollConnection connection in _thisTurn)
        {
            _ready.Push(connection);
        }

        _thisTurn.Clear();
    }
}
