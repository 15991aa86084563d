using System.Threading;

namespace FastHttp;

/// <summary>
/// One call of a <see cref="PipelinedClient"/> on the connection that it has a place on. Gives the place back when it
/// has ended, before its caller learns that. Reused.
/// </summary>
internal sealed class PipelinedExchange(PipelinedClient client, bool continueOnLoop) : ExchangeSource(continueOnLoop)
{
    private PipelinedConnection? _place;
    private HttpConnection? _connection;

    /// <summary>Starts the exchange.</summary>
    /// <returns>What the caller's value task is made with.</returns>
    public short Start(
        PipelinedConnection place,
        HttpConnection connection,
        HttpRequest? request,
        PreparedRequest? prepared,
        HttpResponse? response,
        CancellationToken cancellationToken)
    {
        _place = place;
        _connection = connection;
        return Start(connection, request, prepared, response, cancellationToken);
    }

    public override void Run() => Submit(_connection!);

    // What a connection broke by before this request was sent is another call's reason.
    protected override void OnNotSent(HttpError error) =>
        End(IsCancelRequested || error == HttpError.Disposed ? error : HttpError.ConnectionClosed);

    protected override void OnEnded(HttpConnection connection, HttpError error) => End(OwnReason(error));

    protected override void OnHandedOver(StreamedBody body)
    {
        // No response of a pipelined call is streamed.
    }

    protected override void OnCancelRequested() => PostCancel(_connection!);

    protected override void Release()
    {
        Leave();
        _connection = null;
        client.Return(this);
    }

    private void End(HttpError error)
    {
        Leave();
        Complete(error);
    }

    private void Leave()
    {
        if (_place is { } place)
        {
            _place = null;
            client.Leave(place);
        }
    }
}
