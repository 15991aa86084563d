using System.Buffers;

namespace FastHttp;

/// <summary>The result of one read of a streamed body.</summary>
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

    /// <summary>Whether the body has come to its end: nothing follows the buffer.</summary>
    public bool IsCompleted { get; }
}
