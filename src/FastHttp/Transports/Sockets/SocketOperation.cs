using System;
using System.Net.Sockets;

namespace FastHttp.Transports.Sockets;

/// <summary>
/// One reusable socket operation whose completion is brought back to the loop. Outcomes are read from the arguments;
/// nothing is thrown. At most one use at a time.
/// </summary>
internal sealed class SocketOperation : SocketAsyncEventArgs, ILoopTask
{
    private readonly TransportLoop _loop;
    private readonly Action _completed;

    public SocketOperation(TransportLoop loop, Action completed)
        : base(true)
    {
        _loop = loop;
        _completed = completed;
    }

    void ILoopTask.Run() => _completed();

    protected override void OnCompleted(SocketAsyncEventArgs e) => _loop.Post(this);
}
