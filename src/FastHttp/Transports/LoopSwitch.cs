using System;
using System.Runtime.CompilerServices;

namespace FastHttp.Transports;

/// <summary>Awaited, continues on a loop.</summary>
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

    void ILoopTask.Run() => _continuation!();
}
