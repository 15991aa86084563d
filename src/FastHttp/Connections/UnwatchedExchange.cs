namespace FastHttp.Connections;

/// <summary>Takes the end of an exchange that no caller waits for any more. One for all.</summary>
internal sealed class UnwatchedExchange : IExchangeHandler
{
    private UnwatchedExchange()
    {
    }

    public static UnwatchedExchange Instance { get; } = new();

    public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
    {
        // The connection goes on as it can.
    }

    public void OnFailure(HttpConnection connection, HttpError error)
    {
        // The connection knows why.
    }
}
