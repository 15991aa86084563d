using System.Buffers;

namespace FastHttp;

/// <summary>What one read of a streamed body brought.</summary>
public readonly struct BodyReadResult
{
    internal BodyReadResult(HttpError error)
    {
        Error = error;
    }

    internal BodyReadResult(ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        Buffer = buffer;
        IsCompleted = isCompleted;
    }

    /// <summary>None, or why no further bytes will come; after <see cref="HttpError.Canceled"/> of a read the body may
    /// be read on.</summary>
    public HttpError Error { get; }

    /// <summary>The bytes that have come and were not consumed; valid until the call of
    /// <see cref="FastHttpResponse.AdvanceBody(System.SequencePosition)"/> that has to follow.</summary>
    public ReadOnlySequence<byte> Buffer { get; }

    /// <summary>The body has come to its end: behind the buffer there is nothing.</summary>
    public bool IsCompleted { get; }
}
