namespace LocustBridge;

/// <summary>Where a worker stands.</summary>
public enum LocustWorkerState : byte
{
    /// <summary>Not registered with a master.</summary>
    Connecting,

    /// <summary>Registered, without users.</summary>
    Ready,

    /// <summary>Users are being started or stopped.</summary>
    Spawning,

    /// <summary>As many users run as the master wants.</summary>
    Running,

    /// <summary>Users are ending.</summary>
    Stopping,

    /// <summary>The worker has left, for good.</summary>
    Quit,
}
