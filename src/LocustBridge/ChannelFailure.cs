namespace LocustBridge;

/// <summary>Why a connection to a master could not be made, or ended. A closed list.</summary>
public enum ChannelFailure : byte
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>We closed it.</summary>
    Closed,

    /// <summary>The host name has no address.</summary>
    NameNotFound,

    /// <summary>
    /// Nobody listens there, or what listens hangs up without a word, as forwarders do that find nobody behind them:
    /// the one sign that a master that was there has died.
    /// </summary>
    Refused,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The network or the peer ended it.</summary>
    Reset,

    /// <summary>Whoever answers does not speak ZMTP 3.</summary>
    NotZmtp,

    /// <summary>The peer refused the handshake, or broke the rules of ZMTP.</summary>
    ProtocolError,

    /// <summary>The peer sent a frame above the limit.</summary>
    FrameTooLarge,
}
