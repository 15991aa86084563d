using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// One connection of a <see cref="PipelinedClient"/>, opened when it is needed and again when it has broken. No more
/// calls are on it than it has places for, since each enters before and leaves behind. Thread-safe.
/// </summary>
internal sealed class PipelinedConnection(HttpEndPoint endPoint, FastHttpOptions options, TransportLoop? loop)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private HttpConnection? _connection;
    private int _pending;
    private volatile bool _disposed;

    /// <summary>Calls that have entered and not left.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Takes a place if there is one.</summary>
    public bool TryEnter(int places)
    {
        if (Interlocked.Increment(ref _pending) <= places)
        {
            return true;
        }

        Interlocked.Decrement(ref _pending);
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _pending);

    /// <summary>Sends one request; its caller has a place.</summary>
    public ValueTask<HttpError> SendAsync(
        HttpRequest? request, PreparedRequest? prepared, HttpResponse? response, CancellationToken cancellationToken)
    {
        return Volatile.Read(ref _connection) is { IsOpen: true } connection
            ? Submit(connection, request, prepared, response, cancellationToken)
            : OpenAndSendAsync(request, prepared, response, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _opening.WaitAsync().ConfigureAwait(false);
        _opening.Release();
        if (Volatile.Read(ref _connection) is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ValueTask<HttpError> Submit(
        HttpConnection connection,
        HttpRequest? request,
        PreparedRequest? prepared,
        HttpResponse? response,
        CancellationToken cancellationToken) => prepared is null
            ? connection.TrySendAsync(request!, response, cancellationToken)
            : connection.TrySendAsync(prepared, response, cancellationToken);

    private async ValueTask<HttpError> OpenAndSendAsync(
        HttpRequest? request, PreparedRequest? prepared, HttpResponse? response, CancellationToken cancellationToken)
    {
        HttpConnection connection;
        try
        {
            connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpException failure)
        {
            return failure.Error;
        }
        catch (OperationCanceledException)
        {
            return HttpError.Canceled;
        }

        return await Submit(connection, request, prepared, response, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<HttpConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_disposed)
            {
                throw new HttpException(HttpError.Disposed);
            }

            // Another call may have opened it meanwhile. One that has just been broken has no free places yet, but who
            // comes here has one, and those on the old connection are its own affair.
            if (_connection is not { IsOpen: true } connection)
            {
                connection = await HttpConnection.OpenAsync(endPoint, options, loop, cancellationToken)
                    .ConfigureAwait(false);
                Volatile.Write(ref _connection, connection);
            }

            return connection;
        }
        finally
        {
            _opening.Release();
        }
    }
}
