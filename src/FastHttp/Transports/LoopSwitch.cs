using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace FastHttp.Transports;

/// <summary>
/// Awaited, continues on the loop: at once if the caller is there. One waiter at a time; may be reused.
/// </summary>
internal sealed class LoopSwitch(TransportLoop loop) : INotifyCompletion, ILoopTask
{
    private Action? _continuation;

    /// <summary>The way back: awaited, continues on the thread pool.</summary>
    public static ConfiguredTaskAwaitable ToPool =>
        Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

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
