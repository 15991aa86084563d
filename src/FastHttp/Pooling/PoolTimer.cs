using FastHttp.Transports;

namespace FastHttp.Pooling;

/// <summary>
/// The one timer of a pool, on the first of its loops. Armed for the earliest time that the pool has asked for; when it
/// fires, the pool looks what has become of that.
/// </summary>
internal sealed class PoolTimer(ConnectionPool pool, TransportLoop loop) : LoopTimer, ILoopTask
{
    /// <summary>Arms the timer as the pool now wants it. Any thread.</summary>
    public void Update()
    {
        if (loop.IsOnLoop)
        {
            Run();
        }
        else
        {
            loop.Post(this);
        }
    }

    public void Run()
    {
        long due = pool.TimerDue;
        if (due == long.MaxValue)
        {
            loop.Cancel(this);
        }
        else
        {
            loop.Schedule(this, due);
        }
    }

    protected internal override void OnElapsed() => pool.OnTimer();
}
