using System.Threading;

namespace FastHttp.Connections;

/// <summary>
/// An exchange that is awaited on one connection. One for each place in the connection's ring; free again when the
/// caller has taken the result.
/// </summary>
internal sealed class ExchangeCompletion(HttpConnection connection, bool continueOnLoop)
    : ExchangeSource(continueOnLoop)
{
    private int _taken;

    /// <summary>Takes the completion for one exchange; false while another has it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    /// <summary>Starts the exchange.</summary>
    /// <returns>What the caller's value task is made with.</returns>
    public short Start(
        FastHttpRequest? request,
        PreparedRequest? prepared,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken) =>
        Start(
            connection, request, prepared, response, options, connection.RequestDue(request), cancellationToken);

    public override void Run()
    {
        // The connection is the caller's, who alone can know what is under way there.
        if (connection.MisuseBy(Request) is { } misuse)
        {
            Complete(misuse);
        }
        else
        {
            Submit(connection);
        }
    }

    // What the connection broke by may be the cancellation of another call.
    protected override void OnNotSent(HttpError error) => Complete(OwnReason(error));

    protected override void OnEnded(HttpConnection connection, HttpError error) => Complete(OwnReason(error));

    protected override void OnHandedOver(StreamedExchange exchange)
    {
        // The connection is the caller's; nothing of it was held.
    }

    protected override void OnCancelRequested() => PostCancel(connection);

    protected override void Release() => Volatile.Write(ref _taken, 0);
}
