using System;
using System.IO.Pipelines;

namespace FastHttp.Transports;

/// <summary>
/// A connection of a transport: bytes both ways, and abort. Bound to one loop for life. It is read in one of two ways:
/// <see cref="Attach"/> pushes bytes as they come (the fast way), <see cref="Input"/> lets the caller pull them. It is
/// written by <see cref="TrySend"/> or <see cref="Output"/>, one at a time. ADR-0002 says why both exist.
/// </summary>
public abstract class TransportConnection : IDuplexPipe
{
    private ReceivePipe? _input;
    private SendPipe? _output;

    /// <summary>The loop on which everything that concerns this connection runs.</summary>
    public abstract TransportLoop Loop { get; }

    /// <summary>Whether the connection is closed, by either side.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>
    /// Bytes to pull. The reader completes when the peer ends its stream, and fails with
    /// <see cref="TransportException"/> when the connection breaks or is closed. A reader that completes stops the
    /// receiving; the connection stays open. First used on the loop.
    /// </summary>
    public PipeReader Input => (_input ??= ReceivePipe.AttachTo(this)).Reader;

    /// <summary>Bytes to send; a flush completes when the system has taken all of them.</summary>
    public PipeWriter Output => _output ??= new SendPipe(this);

    /// <summary>
    /// Gives back what <see cref="Output"/> holds between flushes. On the loop, while no caller writes and nothing that
    /// was written waits for a flush.
    /// </summary>
    internal void ReleaseOutput() => _output?.Release();

    /// <summary>
    /// Starts to push received bytes to <paramref name="receiver"/>; nothing is pushed before this returns. A
    /// connection that has broken meanwhile tells why. Call on the loop.
    /// </summary>
    public abstract void Attach(ITransportReceiver receiver);

    /// <summary>
    /// Stops pushing until <see cref="ResumeReceive"/>; bytes stay with the system. Call on the loop.
    /// </summary>
    public abstract void PauseReceive();

    /// <summary>Undoes <see cref="PauseReceive"/>. Call on the loop.</summary>
    public abstract void ResumeReceive();

    /// <summary>
    /// Sends now what the system takes now, and keeps a copy of the rest, which is sent as soon as the system takes
    /// more; until then <see cref="HasUnsent"/>. Call on the loop.
    /// </summary>
    /// <returns>
    /// False if the connection is closed, or its sending direction shut down. A connection that breaks while sending
    /// tells its receiver, after everything that came from the peer.
    /// </returns>
    public abstract bool TrySend(ReadOnlySpan<byte> data);

    /// <summary>Whether bytes given to <see cref="TrySend"/> still wait for the system.</summary>
    public abstract bool HasUnsent { get; }

    /// <summary>
    /// Calls <paramref name="task"/> once on the loop when <see cref="HasUnsent"/> has become false, or the connection
    /// has closed. One task at a time. Call on the loop.
    /// </summary>
    public abstract void NotifySent(ILoopTask task);

    /// <summary>Ends the sending direction in order (FIN) once all bytes are sent. Call on the loop.</summary>
    public abstract void ShutdownSend();

    /// <summary>
    /// Closes the connection at once and frees its resources; the receiver hears nothing more. Idempotent. Call on the
    /// loop.
    /// </summary>
    public abstract void Close();

    /// <summary>
    /// Breaks the connection from any thread, so that the peer sees a reset where there is such a thing: its receiver
    /// then gets
    /// <see cref="ITransportReceiver.OnClosed"/> with <see cref="TransportError.Aborted"/>.
    /// </summary>
    public abstract void Abort();

    /// <summary>
    /// Lets the loop use the object for another connection: it is closed, and no code looks at it any more. On the
    /// loop.
    /// </summary>
    internal void Retire()
    {
        // A pipe may still be read or written by the caller that asked for it.
        if (IsClosed && _input is null && _output is null)
        {
            OnRetired();
        }
    }

    /// <summary>Hands the object to its loop, where the loop uses them again.</summary>
    private protected virtual void OnRetired()
    {
    }
}
