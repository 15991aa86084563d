using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace FastHttp.Connections;

/// <summary>An exchange that was started for a caller, as one of the two value tasks that a caller may want.</summary>
/// <param name="Source">The exchange; null where the caller's token was cancelled before it began.</param>
/// <param name="Version">What the value task is made with.</param>
internal readonly record struct StartedExchange(ExchangeSource? Source, short Version)
{
    /// <summary>The outcome as a value.</summary>
    public ValueTask<HttpError> AsResult() =>
        Source is null ? new(HttpError.Canceled) : new((IValueTaskSource<HttpError>)Source, Version);

    /// <summary>The outcome as an exception.</summary>
    public ValueTask AsTask(System.Threading.CancellationToken cancellationToken) =>
        Source is null ? ValueTask.FromCanceled(cancellationToken) : new((IValueTaskSource)Source, Version);
}
