namespace LocustBridge.Wire;

// What a failure is called in a log.
internal static class LinkFailureText
{
    public static string Of(LinkFailure failure) => failure switch
    {
        LinkFailure.Closed => "closed by this worker",
        LinkFailure.NameNotFound => "the name has no address",
        LinkFailure.Refused => "refused: nothing listens there",
        LinkFailure.NothingBehind => "a forwarder answers and hangs up: there is no master after it",
        LinkFailure.Unreachable => "unreachable: there is no way to that address",
        LinkFailure.TimedOut => "no answer: a firewall, or a machine that is off",
        LinkFailure.Mute => "silent: it accepts connections and says nothing",
        LinkFailure.NotZmtp => "not ZeroMQ: is this the master's web port?",
        LinkFailure.Reset => "closed by the master or the network",
        LinkFailure.Stuck => "the master takes no more messages",
        LinkFailure.NoDescriptors => "this process has no free file descriptor (ulimit -n)",
        LinkFailure.WireBroken => "NetMQ has failed",
        _ => "not connected",
    };

    // What the end of a connection is called where the master had been silent before.
    public const string Silence = "silent: no sign of life from the master";

    // Whether the master that was there has died: its successor knows nothing of this worker.
    public static bool MeansDead(LinkFailure failure) => failure is LinkFailure.Refused or LinkFailure.NothingBehind;
}
