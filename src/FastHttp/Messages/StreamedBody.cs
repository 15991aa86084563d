using System;
using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using FastHttp.Transports;

namespace FastHttp.Messages;

/// <summary>
/// The body of a response that is read while it comes. Bytes go in on the connection's loop; one reader takes them, on
/// any thread. Owned by one response and reused by it.
/// </summary>
/// <remarks>
/// Invariants: the marked members change under the lock; who waits has found nothing to take; while the connection is
/// held, the reader has more than <see cref="ResumeBytes"/> before it.
/// </remarks>
internal sealed partial class StreamedBody(FastHttpResponse response)
    : IValueTaskSource<ReadResult>, IValueTaskSource<BodyReadResult>
{
    // Bytes that may wait for the reader before the connection stops receiving; then as many as one receive brings
    // come on top. Two of the loop's buffers, so that receiving and reading overlap.
    private const long HoldBytes = 128 * 1024;
    private const long ResumeBytes = 64 * 1024;

    // No caller waits on the pipe itself: it keeps the bytes, and its own thresholds are off.
    private static readonly PipeOptions s_options = new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 0,
        minimumSegmentSize: 16 * 1024,
        useSynchronizationContext: false);

    private readonly Lock _lock = new();
    private readonly Pipe _pipe = new(s_options);
    private IBodySource? _source;
    private int _round;
    private bool _continueOnLoop;
    private bool _isUsed;

    // Under the lock.
    private HttpError _error;
    private bool _isEnded;
    private bool _isTailShown;
    private bool _isHeld;
    private bool _isWaiting;
    private long _written;
    private long _consumed;
    private long _examined;

    /// <summary>Whether all has come, or nothing more will.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>Bytes that have come. On the loop.</summary>
    public long Arrived { get; private set; }

    /// <summary>Starts a body. The one before must have neither a reader nor a writer any more.</summary>
    public void Begin()
    {
        Clear();
        _isUsed = true;
    }

    /// <summary>Lets go of what is left. The body must have neither a reader nor a writer any more.</summary>
    public void Clear()
    {
        if (_isUsed)
        {
            _isUsed = false;
            _pipe.Reader.Complete();
            _pipe.Writer.Complete();
            _pipe.Reset();
        }

        _shown = default;
        _isShowing = false;
        Arrived = 0;
        _written = 0;
        _consumed = 0;
        _examined = 0;
        _error = HttpError.None;
        _isEnded = false;
        _isTailShown = false;
        _isHeld = false;
        _isWaiting = false;
    }

    /// <summary>Takes bytes of the body. On the loop; the reader sees them after <see cref="Publish"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _pipe.Writer.Write(bytes);
        Arrived += bytes.Length;
    }

    /// <summary>Lets the reader see what was written. On the loop; does not wake it.</summary>
    public void Publish()
    {
        ValueTask<FlushResult> flush = _pipe.Writer.FlushAsync();
        Debug.Assert(flush.IsCompletedSuccessfully, "The pipe has no threshold.");
        flush.GetAwaiter().GetResult();
    }

    /// <summary>Whether the connection has to stop receiving; then <see cref="Advance"/> resumes it. On the loop.
    /// </summary>
    public bool TryHold()
    {
        lock (_lock)
        {
            _written = Arrived;
            _isHeld = !_isEnded && _written - _examined > HoldBytes;
            return _isHeld;
        }
    }

    /// <summary>Tells a reader that waits. On the loop; the reader may do anything before this returns.</summary>
    public void Wake()
    {
        BodyReadResult result;
        lock (_lock)
        {
            if (!_isWaiting || !TryTake(out result))
            {
                return;
            }

            _isWaiting = false;
        }

        Deliver(result);
    }

    /// <summary>Ends a body that has no reader yet: all has come, or the exchange has failed.</summary>
    public void Finish(HttpError error)
    {
        lock (_lock)
        {
            FinishLocked(error);
        }
    }

    /// <summary>From now on the body is the reader's. On the loop.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="round">Tells this use of the source from others.</param>
    /// <param name="continueOnLoop">Whether the reader continues on the loop.</param>
    public void HandOver(IBodySource source, int round, bool continueOnLoop)
    {
        _continueOnLoop = continueOnLoop;
        _round = round;
        Volatile.Write(ref _source, source);
    }

    /// <summary>Where the body comes from now; null if it has ended. Any thread that owns the response.</summary>
    public IBodySource? Source(out int round)
    {
        round = _round;
        return Volatile.Read(ref _source);
    }

    /// <summary>As <see cref="Source"/>; null only when the response is not on loan any more.</summary>
    public IBodySource? SourceOfLoan(out int round)
    {
        // The end takes the connection away and the loan back in one go: no thread sees the one without the other.
        lock (_lock)
        {
            return Source(out round);
        }
    }

    /// <summary>All has come, or nothing more will: the source has done with it. On the loop.</summary>
    public void End(HttpError error)
    {
        BodyReadResult result = default;
        bool wakes;
        bool isReturned = response.IsReturned;
        lock (_lock)
        {
            Volatile.Write(ref _source, null);
            FinishLocked(error);
            wakes = _isWaiting && (isReturned || TryTake(out result));
            _isWaiting &= !wakes;
            if (!isReturned)
            {
                // Not seen before the end is, nor after it: a reader on another thread that comes upon the end may
                // start the next exchange with this response at once.
                response.EndLoan();
            }
        }

        if (isReturned)
        {
            if (wakes)
            {
                // Misuse: it was returned under its reader, who must not see what the next one does with it.
                Deliver(new BodyReadResult(HttpError.Disposed));
            }

            response.EndLoan();
        }
        else if (wakes)
        {
            Deliver(result);
        }
    }

    /// <summary>The end of an exchange that failed: as <see cref="End"/>, and the response knows why.</summary>
    public void Fail(HttpError error, TransportError cause)
    {
        response.Note(error, null, cause);
        End(error);
    }

    /// <summary>The exception of a read that has brought no bytes.</summary>
    public HttpException ToException(HttpError error) =>
        (response.FailureOf(error) ?? HttpFailure.Of(error)).ToException();

    private void FinishLocked(HttpError error)
    {
        if (!_isEnded && _isUsed)
        {
            _error = error;
            Volatile.Write(ref _isEnded, true);
            _pipe.Writer.Complete();
        }
    }
}
