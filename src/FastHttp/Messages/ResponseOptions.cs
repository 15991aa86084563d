using System;

namespace FastHttp;

/// <summary>What a call keeps of its response. Each call says it anew; the default keeps all.</summary>
[Flags]
public enum ResponseOptions
{
    /// <summary>The response is kept, and the call ends when all of it is there.</summary>
    None = 0,

    /// <summary>
    /// The call ends when the head is there, and the body is read while it comes, by
    /// <see cref="FastHttpResponse.ReadBodyAsync"/>, <see cref="FastHttpResponse.ReadBodyNoThrowAsync"/> or
    /// <see cref="FastHttpResponse.OpenBodyStream"/>. <see cref="DiscardBody"/> takes precedence.
    /// </summary>
    /// <remarks>
    /// The connection is in use until the body has been read to its end,
    /// <see cref="FastHttpResponse.DrainBodyAsync"/> was called, or the response was returned; until then the response
    /// can be part of no other exchange. If the peer is faster than the reader, receiving rests: no more than a few
    /// hundred kilobytes wait. A body that pauses for <see cref="FastHttpOptions.ReadIdleTimeout"/>, or is not read for
    /// <see cref="FastHttpOptions.UnreadBodyTimeout"/>, ends as <see cref="HttpError.BodyTimeout"/>. The call ends only
    /// when the request has been written: what it borrows is the caller's again then.
    /// </remarks>
    StreamBody = 1,

    /// <summary>The body is counted, not kept.</summary>
    DiscardBody = 2,

    /// <summary>Status and length are kept, not the fields.</summary>
    DiscardHead = 4,
}
