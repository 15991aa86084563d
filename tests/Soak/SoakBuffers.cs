using System.Diagnostics.Tracing;
using System.Threading;

namespace Soak;

/// <summary>
/// Arrays of the shared pool that are out, as the pool itself tells: what is rented and never given back is a leak that
/// no collection shows. Counts from when it is made on, all but the smallest. Thread-safe.
/// </summary>
internal sealed class SoakBuffers : EventListener
{
    private const int Rented = 1;
    private const int Returned = 3;

    // The servers': SslStream.ShutdownAsync of .NET 10 never gives back the array that its record was written into.
    private const int ShutdownRecordBytes = 32;

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
        if (eventData.Payload?[1] is ShutdownRecordBytes)
        {
            return;
        }

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
