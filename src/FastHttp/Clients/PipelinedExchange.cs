using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;

namespace FastHttp.Clients;

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
        FastHttpRequest? request,
        PreparedRequest? prepared,
        FastHttpResponse? response,
        ResponseOptions options,
        long due,
        CancellationToken cancellationToken)
    {
        _place = place;
        _connection = connection;
        return Start(connection, request, prepared, response, options, due, cancellationToken);
    }

    public override void Run() => Submit(_connection!);

    // Nothing of it was sent, and what the connection broke by before is another call's reason.
    protected override void OnNotSent(HttpError error)
    {
        if (IsCancelRequested || error == HttpError.Disposed)
        {
            End(error);
        }
        else
        {
            SendAgain();
        }
    }

    // RFC 9112 §9.3.2: what is not answered when the connection closes in order is sent again. The server has answered
    // at least the request that it announced the end with, so that this comes to an end. What broke is not tried again.
    protected override void OnEnded(HttpConnection connection, HttpError error)
    {
        bool wasAnnounced = error == HttpError.ConnectionClosed && connection.BrokenBy == HttpError.None;
        bool isWhole = StatusCode == 0;
        if (wasAnnounced && isWhole && !IsCancelRequested)
        {
            SendAgain();
        }
        else
        {
            End(OwnReason(error));
        }
    }

    protected override void OnHandedOver(StreamedExchange exchange)
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

    private void SendAgain()
    {
        if (_place!.Current is { } connection)
        {
            Continue(connection);
        }
        else
        {
            _ = ReopenAsync();
        }
    }

    private async Task ReopenAsync()
    {
        (HttpConnection? connection, Failure) = await _place!.OpenAsync(Due, Token).ConfigureAwait(false);
        if (connection is null)
        {
            End(Failure!.Error);
        }
        else
        {
            Continue(connection);
        }
    }

    private void Continue(HttpConnection connection)
    {
        Volatile.Write(ref _connection, connection);
        if (Due != long.MaxValue && connection.Loop.Now >= Due)
        {
            End(HttpError.RequestTimeout);
        }
        else
        {
            // Never at once: the connection that has closed is still telling others, in their order.
            connection.Loop.Post(this);
        }
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
