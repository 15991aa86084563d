using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Messages;

namespace FastHttp;

/// <summary>The body as a stream: the call ends with the head, and the body is read while it comes.</summary>
public sealed partial class FastHttpResponse
{
    // Made on first use and kept with the response.
    private StreamedBody? _stream;

    // As the last exchange has found it.
    private bool _isStreamed;

    /// <summary>Whether the last call is to end with the head.</summary>
    internal bool StreamsBody { get; private set; }

    internal bool IsStreamed => _isStreamed;

    internal StreamedBody Stream => _stream!;

    /// <summary>
    /// Waits for bytes of a streamed body, or its end. Like a <see cref="PipeReader"/>: after each read,
    /// <see cref="AdvanceBody(SequencePosition)"/> says what was consumed. Any thread; one reader at a time.
    /// </summary>
    /// <param name="cancellationToken">Ends this read; the body may be read on.</param>
    /// <returns>A value task to be awaited once. At the end of the body, and for every read after it, an empty buffer
    /// that is completed.</returns>
    /// <exception cref="HttpException">The body did not come to its end. What had come before is read first.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">There is no streamed body, another read is pending, or the last one
    /// was not followed by AdvanceBody.</exception>
    public ValueTask<ReadResult> ReadBodyAsync(CancellationToken cancellationToken = default) =>
        ReadableStream().ReadAsync(cancellationToken);

    /// <summary>As <see cref="ReadBodyAsync"/>, but returns the reason of a failure instead of throwing it.</summary>
    /// <inheritdoc cref="ReadBodyAsync" path="/param"/>
    /// <inheritdoc cref="ReadBodyAsync" path="/returns"/>
    public ValueTask<BodyReadResult> ReadBodyNoThrowAsync(CancellationToken cancellationToken = default) =>
        ReadableStream().TryReadAsync(cancellationToken);

    /// <summary>Says that bytes of the last read were consumed; they may not be looked at any more.</summary>
    /// <param name="consumed">Where the next read shall begin.</param>
    public void AdvanceBody(SequencePosition consumed) => AdvanceBody(consumed, consumed);

    /// <summary>As <see cref="AdvanceBody(SequencePosition)"/>; the next read waits for more than was examined.
    /// </summary>
    /// <param name="consumed">Where the next read shall begin.</param>
    /// <param name="examined">Up to where the bytes were looked at.</param>
    public void AdvanceBody(SequencePosition consumed, SequencePosition examined) =>
        ReadableStream().Advance(consumed, examined);

    /// <summary>
    /// Ends the reading of a streamed body before its end, as <see cref="Dispose"/> would: what is left is drained if
    /// its end is near, else the connection is closed. Then the response may be part of another exchange. Does nothing
    /// if no body is under way.
    /// </summary>
    public ValueTask DrainBodyAsync()
    {
        Live();
        int round = 0;
        if (_stream?.SourceOfLoan(out round) is not { } source)
        {
            return default;
        }

        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        source.Loop.Execute(
            static state =>
            {
                state.Source.AbandonBody(state.Stream, state.Round);
                state.Ended.SetResult();
            },
            (Source: source, Stream: _stream, Round: round, Ended: ended));
        return new ValueTask(ended.Task);
    }

    /// <summary>
    /// The streamed body as a <see cref="System.IO.Stream"/>: for code that wants one, at the price of an allocation.
    /// It cannot seek. Its synchronous reads block, which is refused on a loop's thread.
    /// </summary>
    /// <param name="disposesResponse">Whether the stream, when it is disposed, returns the response.</param>
    /// <exception cref="InvalidOperationException">There is no streamed body.</exception>
    public Stream OpenBodyStream(bool disposesResponse = false) =>
        new BodyStream(this, ReadableStream(), disposesResponse);

    /// <summary>As <see cref="OpenBodyStream"/>; the stream returns the response.</summary>
    internal BodyStream OpenOwningStream() => new(this, ReadableStream(), disposesResponse: true);

    /// <summary>All has come, or the exchange has failed, before the head was handed over.</summary>
    internal void EndStream(HttpError error)
    {
        if (_isStreamed)
        {
            _stream!.Finish(error);
        }
    }

    /// <summary>Whether the caller still has the response for the same exchange.</summary>
    internal bool IsStillAt(int generation) => !_lease.IsReturned && _lease.Generation == generation;

    /// <summary>
    /// The response is out of reach and was not returned: ends its exchange. For finalizers: the message is left to the
    /// collector, since a pool would give its buffers to another. Any thread.
    /// </summary>
    internal void Forget(int generation)
    {
        if (IsStillAt(generation))
        {
            _lease.Settle();
            BreakOff(generation);
        }
    }

    /// <summary>Ends the exchange of a streamed body, and wakes its reader. Any thread; may be late.</summary>
    internal void BreakOff(int generation)
    {
        // Looked up before the use is checked: what comes late then carries the round of another use, and does nothing.
        int round = 0;
        IBodySource? source = _stream?.Source(out round);
        if (source is not null && IsStillAt(generation))
        {
            Abandon(source, _stream!, round);
        }
    }

    private static void Abandon(IBodySource source, StreamedBody stream, int round) => source.Loop.Execute(
        static state => state.Source.AbandonBody(state.Stream, state.Round),
        (Source: source, Stream: stream, Round: round));

    private StreamedBody ReadableStream()
    {
        Live();
        return _isStreamed
            ? _stream!
            : throw new InvalidOperationException(
                "There is no streamed body: call with ResponseOptions.StreamBody, and await that.");
    }

    private void BeginStream()
    {
        _stream ??= new StreamedBody(this);
        _stream.Begin();
        _isStreamed = true;
    }
}
