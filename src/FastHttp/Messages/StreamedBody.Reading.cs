using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using FastHttp.Buffers;

namespace FastHttp.Messages;

/// <summary>The reader's side: one reader, on any thread.</summary>
internal sealed partial class StreamedBody
{
    private ManualResetValueTaskSourceCore<BodyReadResult> _reads;
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _token;

    // The reader's thread, if it blocks until the read has ended.
    private BlockingWait? _waiter;
    private ReadOnlySequence<byte> _shown;
    private bool _isShowing;

    // Under the lock.
    private bool _isCancelRequested;

    /// <summary>As <see cref="FastHttpResponse.ReadBodyNoThrowAsync"/>.</summary>
    public ValueTask<BodyReadResult> TryReadAsync(CancellationToken cancellationToken) =>
        Read(cancellationToken, out BodyReadResult result) ? new(result) : new(this, _reads.Version);

    /// <summary>As the other, but blocks the calling thread and needs no other of the thread pool.</summary>
    public BodyReadResult TryRead(BlockingWait waiter)
    {
        if (!Read(default, out BodyReadResult result, waiter))
        {
            waiter.Wait();
            result = _reads.GetResult(_reads.Version);
        }

        return result;
    }

    /// <summary>As <see cref="FastHttpResponse.ReadBodyAsync"/>.</summary>
    public ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        if (!Read(cancellationToken, out BodyReadResult result))
        {
            return new(this, _reads.Version);
        }

        return result.Error switch
        {
            HttpError.None => new(new ReadResult(result.Buffer, isCanceled: false, result.IsCompleted)),
            HttpError.Canceled => ValueTask.FromCanceled<ReadResult>(cancellationToken),
            _ => ValueTask.FromException<ReadResult>(ToException(result.Error)),
        };
    }

    /// <summary>As <see cref="FastHttpResponse.AdvanceBody(SequencePosition, SequencePosition)"/>.</summary>
    public void Advance(SequencePosition consumed, SequencePosition examined)
    {
        if (!_isShowing)
        {
            // After the end nothing was shown.
            return;
        }

        long taken = _shown.Slice(0, consumed).Length;
        long looked = _shown.Slice(0, examined).Length;
        _pipe.Reader.AdvanceTo(consumed, examined);
        _isShowing = false;
        _shown = default;
        bool resumes;
        lock (_lock)
        {
            // Bytes that were looked at and left do not hold the connection, or a reader that wants more of them would
            // wait for ever.
            _examined = Math.Max(_examined, _consumed + looked);
            _consumed += taken;
            resumes = _isHeld && _written - _examined <= ResumeBytes;
            _isHeld &= !resumes;
        }

        if (resumes && Source(out int round) is { } source)
        {
            source.Loop.Execute(
                static state => state.Source.ResumeBody(state.Body, state.Round),
                (Source: source, Body: this, Round: round));
        }
    }

    BodyReadResult IValueTaskSource<BodyReadResult>.GetResult(short token) => _reads.GetResult(token);

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        BodyReadResult result = _reads.GetResult(token);
        return result.Error switch
        {
            HttpError.None => new ReadResult(result.Buffer, isCanceled: false, result.IsCompleted),
            HttpError.Canceled => throw new OperationCanceledException(_token),
            _ => throw ToException(result.Error),
        };
    }

    ValueTaskSourceStatus IValueTaskSource<BodyReadResult>.GetStatus(short token) => _reads.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _reads.GetStatus(token);

    void IValueTaskSource<BodyReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _reads.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _reads.OnCompleted(continuation, state, token, flags);

    // False: the result is not there yet, and will come through the source.
    private bool Read(CancellationToken cancellationToken, out BodyReadResult result, BlockingWait? waiter = null)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            result = new BodyReadResult(HttpError.Canceled);
            return true;
        }

        lock (_lock)
        {
            ThrowIfNotReadable();
            if (TryTake(out result))
            {
                return true;
            }

            _reads.Reset();
            _reads.RunContinuationsAsynchronously = !_continueOnLoop;
            _waiter = waiter;
            _token = cancellationToken;
            _isCancelRequested = false;
            _isWaiting = !cancellationToken.CanBeCanceled;
        }

        return cancellationToken.CanBeCanceled && WaitCancellable(cancellationToken, out result);
    }

    // The token is registered before any thread can end the wait, so that the thread that ends it can undo that.
    private bool WaitCancellable(CancellationToken cancellationToken, out BodyReadResult result)
    {
        _cancellation = cancellationToken.UnsafeRegister(static self => ((StreamedBody)self!).Cancel(), this);
        lock (_lock)
        {
            if (!TryTake(out result))
            {
                if (!_isCancelRequested)
                {
                    _isWaiting = true;
                    return false;
                }

                result = new BodyReadResult(HttpError.Canceled);
            }
        }

        _cancellation.Dispose();
        _cancellation = default;
        return true;
    }

    // Any thread. The reader continues where it always does, so the loop has to end its wait.
    private void Cancel()
    {
        lock (_lock)
        {
            _isCancelRequested = true;
            if (!_isWaiting)
            {
                return;
            }
        }

        // Who waits has a source: only the end takes it away, and that ends the wait first.
        Source(out _)?.Loop.Execute(
            static state => state.Body.EndCanceled(state.Version), (Body: this, _reads.Version));
    }

    private void EndCanceled(short version)
    {
        lock (_lock)
        {
            if (!_isWaiting || _reads.Version != version)
            {
                return;
            }

            _isWaiting = false;
        }

        Deliver(new BodyReadResult(HttpError.Canceled));
    }

    // Outside of the lock: a cancellation that runs right now on another thread takes it.
    private void Deliver(in BodyReadResult result)
    {
        _cancellation.Dispose();
        _cancellation = default;

        // The reader may begin the next read as soon as the result is there.
        BlockingWait? waiter = _waiter;
        _reads.SetResult(result);
        waiter?.End();
    }

    // Under the lock.
    private bool TryTake(out BodyReadResult result)
    {
        result = new BodyReadResult(_error);
        if (_error != HttpError.None && _isTailShown)
        {
            return true;
        }

        if (!_pipe.Reader.TryRead(out ReadResult read))
        {
            return false;
        }

        if (read.Buffer.IsEmpty)
        {
            // Advanced here, so that the end can be read again and again.
            _pipe.Reader.AdvanceTo(read.Buffer.End);
            result = _error == HttpError.None ? new BodyReadResult(default, isCompleted: true) : result;
            return read.IsCompleted;
        }

        // What came before a failure is shown once; the next read tells of the failure.
        _isTailShown = _error != HttpError.None;
        _shown = read.Buffer;
        _isShowing = true;
        result = new BodyReadResult(read.Buffer, read.IsCompleted && _error == HttpError.None);
        return true;
    }

    private void ThrowIfNotReadable()
    {
        if (!_isUsed)
        {
            throw new InvalidOperationException(
                "There is no streamed body: call with ResponseOptions.StreamBody, and await that.");
        }

        if (_isWaiting || _isShowing)
        {
            throw new InvalidOperationException(
                _isWaiting ? "Another read is pending." : "AdvanceBody has to be called after each read.");
        }
    }
}
