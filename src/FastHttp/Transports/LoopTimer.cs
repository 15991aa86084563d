namespace FastHttp.Transports;

/// <summary>
/// A timer that fires on a loop. Belongs to one loop; armed and disarmed only there; reused, so that a deadline costs
/// no allocation.
/// </summary>
public abstract class LoopTimer
{
    /// <summary>Whether the timer is armed.</summary>
    public bool IsArmed => Slot >= 0 || HeapIndex >= 0;

    /// <summary>The tick at which the timer is due.</summary>
    internal long DueTick { get; set; }

    /// <summary>The wheel slot that holds the timer, -1 when it is not armed.</summary>
    internal int Slot { get; set; } = -1;

    /// <summary>When the timer is due, if it was armed precisely.</summary>
    internal long DueTimestamp { get; set; }

    /// <summary>The place among the precise timers, -1 when it is not there.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>Neighbours in the slot's list.</summary>
    internal LoopTimer? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    internal LoopTimer? Next { get; set; }

    /// <summary>Runs on the loop when the time has come. The timer is disarmed and may be armed again.</summary>
    protected internal abstract void OnElapsed();
}
