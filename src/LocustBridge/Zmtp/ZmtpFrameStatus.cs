namespace LocustBridge.Zmtp;

internal enum ZmtpFrameStatus : byte
{
    Done,
    NeedMore,
    Invalid,
    TooLarge,
}
