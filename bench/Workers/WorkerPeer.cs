namespace Bench.Workers;

/// <summary>A worker: how it is started for a master on a port.</summary>
/// <param name="Name">As printed.</param>
/// <param name="Command">The executable and its arguments; {port} stands for the master's port. Empty if it is not
/// there.</param>
/// <param name="Missing">What would have to be there; null if it is.</param>
internal sealed record WorkerPeer(string Name, string[] Command, string? Missing = null);
