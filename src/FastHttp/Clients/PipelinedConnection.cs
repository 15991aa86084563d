using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;

namespace FastHttp.Clients;

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

    /// <summary>The connection if it is open; else null.</summary>
    public HttpConnection? Current => Volatile.Read(ref _connection) is { IsOpen: true } connection ? connection : null;

    /// <summary>Opens it if it is not; its caller has a place.</summary>
    /// <exception cref="HttpException">It could not be opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<HttpConnection> OpenAsync(CancellationToken cancellationToken)
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
}
