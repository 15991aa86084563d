using System;

namespace FastHttp.Connections;

/// <summary>What was sent and is not answered yet: a place in a connection's ring, reused for ever.</summary>
internal struct PendingBatch
{
    private ReadOnlyMemory<RequestTraits> _traits;
    private IExchangeHandler? _handler;
    private int _remaining;
    private bool _lends;

    /// <summary>The traits of the request that the next response answers.</summary>
    public RequestTraits Current { get; private set; }

    /// <summary>Takes the responses; null when they are only counted.</summary>
    public FastHttpResponse? Response { get; private set; }

    /// <summary>Whether the handler has been told of the head of a streamed response.</summary>
    public bool IsHeadTold { get; set; }

    /// <summary>When the whole exchange has to be over; <see cref="long.MaxValue"/> for no limit.</summary>
    public long Due { get; private set; }

    /// <summary>Fills the place.</summary>
    /// <param name="traits">One entry for each request.</param>
    /// <param name="response">Takes the responses, or null.</param>
    /// <param name="handler">Learns how it ends.</param>
    /// <param name="due">When the whole has to be over.</param>
    /// <param name="lends">The response is on loan from now to the end; else the caller has seen to that.</param>
    /// <param name="options">What is kept of the responses, if they are lent here.</param>
    public void Start(
        ReadOnlyMemory<RequestTraits> traits, FastHttpResponse? response, IExchangeHandler handler, long due,
        bool lends, ResponseOptions options)
    {
        if (lends)
        {
            response?.Lend(options);
        }

        _lends = lends;
        Due = due;
        _traits = traits;
        _remaining = traits.Length;
        _handler = handler;
        Response = response;
        IsHeadTold = false;
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

    /// <summary>Replaces the handler that learns how it ends, and may drop what still comes of the response.</summary>
    public void Replace(IExchangeHandler handler, bool keepsResponse = true)
    {
        _handler = handler;
        Response = keepsResponse ? Response : null;
    }

    /// <summary>Frees the place; the response is its caller's again.</summary>
    public IExchangeHandler End()
    {
        IExchangeHandler handler = _handler!;
        _handler = null;
        FastHttpResponse? response = Response;
        Response = null;
        if (_lends)
        {
            response?.EndLoan();
        }

        return handler;
    }
}
