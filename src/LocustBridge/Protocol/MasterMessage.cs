namespace LocustBridge;

/// <summary>A message of a master.</summary>
/// <param name="Type">What it is: ack, spawn, stop, quit, reconnect, heartbeat, a custom name …</param>
/// <param name="Data">Its contents.</param>
/// <param name="NodeId">The client id of the worker it is meant for; null when it names none.</param>
public sealed record MasterMessage(string Type, LocustValue Data, string? NodeId);
