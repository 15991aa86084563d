namespace FastHttp.Tests.Transports;

/// <summary>How a stream ended, seen from the far end.</summary>
internal enum PeerEnd
{
    InOrder,
    Reset,
}
