using System;

namespace FastHttp;

/// <summary>What was sent and is not answered yet: a place in a connection's ring, reused for ever.</summary>
internal struct PendingBatch
{
    private ReadOnlyMemory<RequestTraits> _traits;
    private IExchangeHandler? _handler;
    private int _remaining;

    /// <summary>The traits of the request that the next response answers.</summary>
    public RequestTraits Current { get; private set; }

    /// <summary>Takes the responses; null when they are only counted.</summary>
    public HttpResponse? Response { get; private set; }

    public void Start(ReadOnlyMemory<RequestTraits> traits, HttpResponse? response, IExchangeHandler handler)
    {
        _traits = traits;
        _remaining = traits.Length;
        _handler = handler;
        Response = response;
        response?.Lend();
        Current = traits.Span[0];
    }

    /// <summary>Takes note of a complete response.</summary>
    /// <returns>How many more are to come.</returns>
    public int Advance()
    {
        if (--_remaining != 0)
        {
            Current = _traits.Span[^_remaining];
        }

        return _remaining;
    }

    public readonly IExchangeHandler Handler => _handler!;

    /// <summary>Frees the place; the response is its caller's again.</summary>
    public IExchangeHandler End()
    {
        IExchangeHandler handler = _handler!;
        _handler = null;
        HttpResponse? response = Response;
        Response = null;
        response?.EndLoan();
        return handler;
    }
}
