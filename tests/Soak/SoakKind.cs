namespace Soak;

/// <summary>What one call of the soak asks the server to do to it. The name is the first part of the target.</summary>
public enum SoakKind
{
    /// <summary>A body with its length.</summary>
    Fixed,

    /// <summary>A chunked body with a trailer.</summary>
    Chunked,

    /// <summary>Interim responses first.</summary>
    Interim,

    /// <summary>A body that ends with the connection.</summary>
    UntilClose,

    /// <summary>A body in memory is sent, and its length comes back.</summary>
    Post,

    /// <summary>A body is produced, and its length comes back.</summary>
    Upload,

    /// <summary>A body of unknown length is produced, and a body comes back.</summary>
    UploadChunked,

    /// <summary>A body is sent only when the server asks for it (<c>Expect: 100-continue</c>).</summary>
    Expect,

    /// <summary>A long body is read while it comes.</summary>
    Stream,

    /// <summary>A body is read while it comes, and left before its end.</summary>
    StreamLeft,

    /// <summary>A body is read while it comes, with pauses; a read is cancelled, and the next one goes on.</summary>
    StreamCancel,

    /// <summary>A body is decoded.</summary>
    Gzip,

    /// <summary>The response in pieces of a few bytes.</summary>
    Dribble,

    /// <summary>A whole response, and the end of the stream behind it.</summary>
    CloseAfter,

    /// <summary>A whole response, and more bytes behind it.</summary>
    Surplus,

    /// <summary>The caller cancels while the call is under way.</summary>
    Cancel,

    /// <summary>The stream ends instead of an answer.</summary>
    CloseAtOnce,

    /// <summary>A reset instead of an answer.</summary>
    ResetAtOnce,

    /// <summary>The stream ends inside the head.</summary>
    CutHead,

    /// <summary>The stream ends inside the body.</summary>
    CutBody,

    /// <summary>A reset inside the body.</summary>
    ResetBody,

    /// <summary>No answer comes.</summary>
    StallHead,

    /// <summary>The body stops.</summary>
    StallBody,

    /// <summary>Bytes that are not HTTP.</summary>
    Garbage,

    /// <summary>A field line that is none.</summary>
    GarbageField,

    /// <summary>A chunk size that is none.</summary>
    GarbageChunk,

    /// <summary>More than the client takes.</summary>
    TooLarge,

    /// <summary>A body that is waiting for the server is not wanted.</summary>
    ExpectRefused,

    /// <summary>A coded body becomes larger than the client takes.</summary>
    GzipBomb,

    /// <summary>A coded body lacks its end.</summary>
    GzipCut,
}
