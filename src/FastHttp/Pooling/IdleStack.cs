using System.Diagnostics;

namespace FastHttp.Pooling;

/// <summary>
/// The idle connections of one loop, the youngest on top: that one is the least likely to have been closed by the
/// server, and those at the bottom can grow old and go. Changed under the pool's lock; every operation is O(1).
/// </summary>
internal struct IdleStack
{
    public PooledConnection? Top { get; private set; }

    public PooledConnection? Bottom { get; private set; }

    public void Push(PooledConnection connection)
    {
        Debug.Assert(connection.Above is null && connection.Below is null, "It is in no stack.");
        connection.Below = Top;
        if (Top is { } top)
        {
            top.Above = connection;
        }
        else
        {
            Bottom = connection;
        }

        Top = connection;
    }

    public void Remove(PooledConnection connection)
    {
        if (connection.Above is { } above)
        {
            above.Below = connection.Below;
        }
        else
        {
            Top = connection.Below;
        }

        if (connection.Below is { } below)
        {
            below.Above = connection.Above;
        }
        else
        {
            Bottom = connection.Above;
        }

        connection.Above = null;
        connection.Below = null;
    }
}
