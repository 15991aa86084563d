using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Messages;

/// <summary>A body producer with its argument, kept apart so that no closure is needed.</summary>
internal sealed class BodyProducer<TState> : BodyProducer
{
    private TState _state = default!;
    private Func<TState, PipeWriter, CancellationToken, ValueTask>? _write;

    internal void Set(TState state, Func<TState, PipeWriter, CancellationToken, ValueTask> write, long length)
    {
        _state = state;
        _write = write;
        Length = length;
    }

    internal override ValueTask WriteAsync(PipeWriter output, CancellationToken cancellationToken) =>
        _write!(_state, output, cancellationToken);

    internal override void Clear()
    {
        _state = default!;
        _write = null;
    }
}
