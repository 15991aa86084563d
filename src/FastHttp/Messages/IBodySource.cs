using FastHttp.Transports;

namespace FastHttp.Messages;

/// <summary>Where a streamed body comes from, as its reader sees it: what is said to it may be late.</summary>
internal interface IBodySource
{
    /// <summary>The loop on which it is to be spoken to.</summary>
    TransportLoop Loop { get; }

    /// <summary>The reader has made room. On the loop.</summary>
    void ResumeBody(StreamedBody body, int round);

    /// <summary>Ends the reading of a body that its reader has abandoned. On the loop.</summary>
    void AbandonBody(StreamedBody body, int round);
}
