using System;
using System.Diagnostics;

namespace FastHttp.Buffers;

/// <summary>
/// Where one message was rented. Owned by the message, and lost with it: the collector then finds a note of a message
/// that was never returned, and the note says so.
/// </summary>
internal sealed class RentalNote(MessageChecks checks, string what, StackTrace place) : IDisposable
{
    ~RentalNote() =>
        checks.Report($"FastHttp: a {what} was never returned; it was rented{Environment.NewLine}{place}");

    /// <summary>The message is the pool's again.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}
