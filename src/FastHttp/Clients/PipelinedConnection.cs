using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;

namespace FastHttp.Clients;

/// <summary>
/// One connection of a <see cref="PipelinedClient"/>, opened when it is needed and again when it has broken. No more
/// calls are on it than it has places for, since each enters before its exchange and leaves after it. Thread-safe.
/// </summary>
internal sealed class PipelinedConnection(HttpEndPoint endPoint, FastHttpOptions options, TransportLoop? loop)
    : IAsyncDisposable
{
    // In seconds; a semaphore waits no more than so many milliseconds as an int has.
    private const double LongestTimer = 1e6;

    private readonly SemaphoreSlim _opening = new(1);
    private HttpConnection? _connection;
    private int _pending;
    private readonly CancellationTokenSource _disposing = new();

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

    /// <summary>The clock of the loop that it lives on.</summary>
    public long Now => loop?.Now ?? Stopwatch.GetTimestamp();

    /// <summary>How long it is until then; at most what a timer takes.</summary>
    public TimeSpan TimeUntil(long due) =>
        TimeSpan.FromSeconds(Math.Clamp((double)(due - Now) / Stopwatch.Frequency, 0, LongestTimer));

    /// <summary>Opens it if it is not; its caller has a place.</summary>
    /// <param name="due">When the caller wants to know.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The connection, or why there is none.</returns>
    public async ValueTask<(HttpConnection? Connection, HttpFailure? Failure)> OpenAsync(
        long due, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        if (due != long.MaxValue)
        {
            end.CancelAfter(TimeUntil(due));
        }

        try
        {
            return (await OpenAsync(end.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException)
        {
            return (null, HttpFailure.Of(
                cancellationToken.IsCancellationRequested ? HttpError.Canceled
                : _disposing.IsCancellationRequested ? HttpError.Disposed : HttpError.RequestTimeout));
        }
        catch (HttpException failure)
        {
            return (null, failure.Failure);
        }
#pragma warning disable CA1031 // Whatever the caller's own way of connecting throws, there is no connection.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return (null, HttpFailure.OfCallback(endPoint.ToString(), failure));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        await _opening.WaitAsync().ConfigureAwait(false);
        _opening.Release();
        if (Volatile.Read(ref _connection) is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<HttpConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();

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
