namespace LocustBridge.Tests.Support;

// Who stands at the other end when a conformance case is tested.
internal enum CasePeer
{
    // Debian's Locust.
    RealMaster,

    // A ROUTER of the test's own: no real one would do such a thing.
    ScriptedRouter,

    // A ROUTER that behaves as a master newer than Debian's was seen to.
    RecordedNewerMaster,

    // Nobody: the case is about the worker alone.
    Nobody,
}
