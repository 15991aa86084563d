namespace LocustBridge;

/// <summary>A user class that a host can run.</summary>
/// <param name="Name">Its name; a class of this name in the master's locustfile is matched to it.</param>
/// <param name="Weight">Its share of the users of classes that match nothing; 0 or less counts as 1.</param>
public sealed record LocustClassInfo(string Name, int Weight);
