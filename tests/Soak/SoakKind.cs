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

    /// <summary>The response in pieces of a few octets.</summary>
    Dribble,

    /// <summary>A whole response, and the end of the stream behind it.</summary>
    CloseAfter,

    /// <summary>A whole response, and more octets behind it.</summary>
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

    /// <summary>Octets that are not HTTP.</summary>
    Garbage,

    /// <summary>A field line that is none.</summary>
    GarbageField,

    /// <summary>A chunk size that is none.</summary>
    GarbageChunk,

    /// <summary>More than the client takes.</summary>
    TooLarge,
}
