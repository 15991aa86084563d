using System;
using System.Runtime.CompilerServices;

namespace FastHttp.Transports;

/// <summary>
/// Awaited, waits until it is opened, and continues on the loop in a task of its own. One waiter; an opening that finds
/// none is forgotten, so the waiter looks at its condition first. Loop-owned; reused for ever.
/// </summary>
internal sealed class LoopGate(TransportLoop loop) : INotifyCompletion, ILoopTask
{
    private Action? _continuation;
    private bool _posted;

    public bool IsCompleted => false;

    public LoopGate GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => _continuation = continuation;

    public void Open()
    {
        if (!_posted)
        {
            _posted = true;
            loop.Post(this);
        }
    }

    void ILoopTask.Run()
    {
        _posted = false;
        Action? continuation = _continuation;
        _continuation = null;
        continuation?.Invoke();
    }
}
