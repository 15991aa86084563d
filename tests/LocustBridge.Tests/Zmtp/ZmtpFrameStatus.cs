namespace LocustBridge.Tests.Zmtp;

// What a reader of frames has found.
internal enum ZmtpFrameStatus : byte
{
    Done,
    NeedMore,
    Invalid,
    TooLarge,
}
