namespace LocustBridge;

/// <summary>A message of the master's locustfile.</summary>
/// <param name="Type">Its name.</param>
/// <param name="Data">Its contents.</param>
public sealed record LocustCustomMessage(string Type, LocustValue Data);
