using System;
using System.IO.Pipelines;
using FastHttp.Transports;

namespace FastHttp.Connecting;

/// <summary>
/// What lies under a connection over a pipe that the caller has brought: nothing but the pipe, disposed at the end if
/// it can be. Loop-owned.
/// </summary>
internal sealed class PipeOwner(IDuplexPipe pipe) : IPipeOwner
{
    public TransportError EndReason => TransportError.None;

    public void EndSend()
    {
        // A pipe has no end of one direction that the other survives for certain; the response ends the exchange.
    }

    public void Release(bool reset)
    {
        if (pipe is IDisposable disposable)
        {
            disposable.Dispose();
        }
        else if (pipe is IAsyncDisposable asyncDisposable)
        {
            _ = asyncDisposable.DisposeAsync().AsTask();
        }
    }
}
