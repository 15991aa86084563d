using System;
using System.Runtime.CompilerServices;

namespace FastHttp.Transports;

/// <summary>
/// Awaited, continues on the loop: at once if the caller is there. One waiter at a time; may be reused.
/// </summary>
internal sealed class LoopSwitch(TransportLoop loop) : INotifyCompletion, ILoopTask
{
    private Action? _continuation;

    public bool IsCompleted => loop.IsOnLoop;

    public LoopSwitch GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation)
    {
        _continuation = continuation;
        loop.Post(this);
    }

    void ILoopTask.Run()
    {
        // Taken out first: the continuation may switch again.
        Action continuation = _continuation!;
        _continuation = null;
        continuation();
    }
}
