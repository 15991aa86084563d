namespace LocustBridge.Tests.Support;

public enum Peer
{
    LocustMaster,
    PythonZmq,
    PythonMsgPack,
    MasterAndBrowser,
}
