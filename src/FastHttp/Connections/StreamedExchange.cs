using FastHttp.Messages;
using FastHttp.Transports;

namespace FastHttp.Connections;

/// <summary>
/// The handler of an exchange whose head has been handed over: tells the body of its end, and then the handler that
/// gets the connection back. One for each connection, reused. Loop-owned.
/// </summary>
internal sealed class StreamedExchange : IExchangeHandler
{
    private StreamedBody? _body;
    private IExchangeHandler? _next;

    /// <summary>The body that comes now.</summary>
    public void Begin(StreamedBody body)
    {
        _body = body;
        _next = null;
    }

    /// <summary>Has a handler told of the end as well, before the reader hears of it.</summary>
    public void Follow(IExchangeHandler next) => _next = next;

    /// <summary>The reader wants no more; what takes the rest in its stead.</summary>
    public IExchangeHandler TakeNext()
    {
        IExchangeHandler next = _next ?? UnwatchedExchange.Instance;
        _body = null;
        _next = null;
        return next;
    }

    public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
    {
        StreamedBody body = Take(out IExchangeHandler? next);
        next?.OnResponse(connection, in outcome);
        body.End(HttpError.None);
    }

    public void OnFailure(HttpConnection connection, HttpError error)
    {
        // Told to the next, the connection may be another one.
        TransportError cause = connection.Cause;
        StreamedBody body = Take(out IExchangeHandler? next);
        next?.OnFailure(connection, error);
        body.Fail(error, cause);
    }

    // With the connection given back, the next body may begin before this one has been told.
    private StreamedBody Take(out IExchangeHandler? next)
    {
        StreamedBody body = _body!;
        next = _next;
        _body = null;
        _next = null;
        return body;
    }
}
