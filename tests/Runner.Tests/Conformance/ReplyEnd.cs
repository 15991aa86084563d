namespace Runner.Tests.Conformance;

// What becomes of a connection after a reply.
internal enum ReplyEnd
{
    Keep,
    Close,
    Reset,

    /// <summary>Nothing more is sent or read; the connection stays.</summary>
    Hang,
}
