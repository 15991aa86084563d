namespace LocustBridge;

/// <summary>What <see cref="IMasterChannel.Receive"/> came back with.</summary>
public enum ChannelEventKind : byte
{
    /// <summary>The channel is at its end.</summary>
    Closed,

    /// <summary>A message of the master.</summary>
    Message,

    /// <summary>The answer to a probe: all that was sent before it has arrived.</summary>
    ProbeReply,
}
