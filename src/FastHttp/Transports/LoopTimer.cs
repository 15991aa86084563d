namespace FastHttp.Transports;

/// <summary>
/// Something that happens on a loop at a time. Belongs to one loop; armed and disarmed only there; reused for ever, so
/// that a deadline costs no allocation.
/// </summary>
public abstract class LoopTimer
{
    /// <summary>Whether the timer is armed.</summary>
    public bool IsArmed => Slot >= 0;

    /// <summary>The tick at which the timer is due.</summary>
    internal long DueTick { get; set; }

    /// <summary>The wheel slot that holds the timer, -1 when it is not armed.</summary>
    internal int Slot { get; set; } = -1;

    /// <summary>Neighbours in the slot's list.</summary>
    internal LoopTimer? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    internal LoopTimer? Next { get; set; }

    /// <summary>Runs on the loop when the time has come. The timer is disarmed and may be armed again.</summary>
    protected internal abstract void OnElapsed();
}
