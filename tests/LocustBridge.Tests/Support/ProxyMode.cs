namespace LocustBridge.Tests.Support;

// How the proxy treats what goes through it.
internal enum ProxyMode
{
    Forward,

    // One byte at a time, both ways.
    ByteWise,

    // What the worker sends in the first moments goes out in one piece.
    Coalesce,

    // Accepts, reads, forwards nothing, until the mode changes.
    Hold,
}
