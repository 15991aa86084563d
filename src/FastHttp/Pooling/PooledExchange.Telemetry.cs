using System.Diagnostics;
using FastHttp.Telemetry;

namespace FastHttp.Pooling;

/// <summary>Tells listeners about a call. Without a listener, each report costs one comparison.</summary>
internal sealed partial class PooledExchange
{
    private RequestTrace? _trace;

    // Before the messages are on loan: the head is serialised then.
    private void StartTrace(FastHttpRequest? request, PreparedRequest? prepared, HttpEndPoint endPoint) =>
        _trace = ClientTelemetry.Source.HasListeners() || Activity.Current is not null
            ? RequestTrace.Start(request, prepared, endPoint)
            : null;

    // Misuse: the call did not begin.
    private void AbandonTrace(FastHttpRequest? request)
    {
        _trace?.Stop(request, 0, HttpError.Canceled, 0);
        _trace = null;
    }

    private void RecordWait(ConnectionPool pool)
    {
        if (ClientTelemetry.TimeInQueue.Enabled && _retries == 0)
        {
            ClientTelemetry.TimeInQueue.Record(Elapsed(pool), pool.Tags.List());
        }
    }

    private void RecordEnd(ConnectionPool pool, HttpError error)
    {
        pool.Health?.Report(error, StatusCode, pool.Now);
        if (ClientTelemetry.RequestDuration.Enabled)
        {
            ClientTelemetry.RequestDuration.Record(
                Elapsed(pool), pool.Tags.ListCall(Method, StatusCode, error));
        }

        if (_trace is not null)
        {
            _trace.Stop(Request, StatusCode, error, _retries);
            _trace = null;
        }
    }

    private string Method => Request is { } request
        ? MethodNames.Of(request.Method)
        : MethodNames.OfBytes(Prepared!.Bytes.Span);

    private double Elapsed(ConnectionPool pool) =>
        Stopwatch.GetElapsedTime(_startedAt, pool.Now).TotalSeconds;
}
