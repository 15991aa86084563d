using System.Diagnostics.Tracing;
using System.Threading;

namespace Soak;

/// <summary>
/// Arrays of the shared pool that are out, as the pool itself tells: what is rented and never given back is a leak that
/// no collection shows. Counts from when it is made on. Thread-safe.
/// </summary>
internal sealed class SoakBuffers : EventListener
{
    private const int Rented = 1;
    private const int Returned = 3;

    private long _rented;
    private long _returned;

    /// <summary>Arrays that were rented.</summary>
    public long RentedCount => Interlocked.Read(ref _rented);

    /// <summary>Arrays that were rented and have not been returned.</summary>
    public long Outstanding => Interlocked.Read(ref _rented) - Interlocked.Read(ref _returned);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        switch (eventData.EventId)
        {
            case Rented:
                Interlocked.Increment(ref _rented);
                break;
            case Returned:
                Interlocked.Increment(ref _returned);
                break;
        }
    }
}
