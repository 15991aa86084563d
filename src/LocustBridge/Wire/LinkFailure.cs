namespace LocustBridge.Wire;

// Why a connection to a master could not be made, or ended. A closed list; LinkFailureText has the words.
internal enum LinkFailure : byte
{
    None,

    // We closed it.
    Closed,

    NameNotFound,

    // Nothing listens there: a master that was there has died.
    Refused,

    // What listens hangs up without a word, as a forwarder (of a container, a load balancer) does that finds no master
    // to forward to. The other sign that a master has died.
    NothingBehind,

    Unreachable,

    // No answer to the attempt to connect.
    TimedOut,

    // It accepts connections and says nothing.
    Mute,

    // What answers does not speak ZMTP 3.
    NotZmtp,

    // The network or the peer ended it, or NetMQ did because the peer gave no sign of life or broke the rules of ZMTP:
    // NetMQ does not tell these apart.
    Reset,

    // The peer takes no more messages.
    Stuck,

    // This process has no free descriptor.
    NoDescriptors,

    // NetMQ has failed in a way that a new start of it does not mend.
    WireBroken,
}
