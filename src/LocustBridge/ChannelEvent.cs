using System;

namespace LocustBridge;

/// <summary>One thing that arrived on a channel.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Body">The message; its memory is the receiver's for good.</param>
/// <param name="Probe">The number of the probe that was answered.</param>
/// <param name="Failure">Why the channel ended.</param>
public readonly record struct ChannelEvent(
    ChannelEventKind Kind, ReadOnlyMemory<byte> Body, uint Probe, ChannelFailure Failure);
