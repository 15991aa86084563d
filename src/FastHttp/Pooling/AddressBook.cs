using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connecting;
using FastHttp.Options;

namespace FastHttp.Pooling;

/// <summary>
/// The addresses that the connections of one pool are made to: asked for once, by the first call that needs them, and
/// anew when they have grown old. At most one question is under way. Thread-safe.
/// </summary>
internal sealed class AddressBook
{
    private readonly Lock _lock = new();
    private readonly HttpEndPoint _hop;
    private readonly FastHttpOptions _options;
    private readonly EndPoint[]? _literal;
    private Task<EndPoint[]>? _asking;
    private EndPoint[]? _addresses;
    private long _freshUntil;

    public AddressBook(HttpEndPoint endPoint, FastHttpOptions options)
    {
        _options = options;
        _hop = AddressResolver.FirstHop(endPoint, options);
        _literal = AddressResolver.Literal(_hop) is { } literal ? [literal] : null;
    }

    /// <summary>Whether there is a name to resolve.</summary>
    public bool MayTakeTime => _literal is null;

    /// <summary>The addresses, if they are known and fresh: nothing has to be waited for.</summary>
    public EndPoint[]? Known(long now)
    {
        if (_literal is not null)
        {
            return _literal;
        }

        lock (_lock)
        {
            return now < _freshUntil ? _addresses : null;
        }
    }

    /// <summary>The addresses, in the order in which they are to be tried.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait, not the question.</param>
    /// <exception cref="HttpException">The name has no address.</exception>
    public ValueTask<EndPoint[]> GetAsync(long now, CancellationToken cancellationToken)
    {
        if (_literal is not null)
        {
            return new(_literal);
        }

        long refresh = _options.Times.DnsRefresh;
        long freshUntil = ExchangeTimes.Due(now, refresh);
        Task<EndPoint[]> asking;
        lock (_lock)
        {
            if (_addresses is { } known && now < _freshUntil)
            {
                return new(known);
            }

            // What is older than twice the time has not been needed for a while, and is not worth trying.
            bool isOfUse = _addresses is not null && now < _freshUntil + refresh;
            asking = _asking ??= AskAsync(freshUntil);
            if (isOfUse && _addresses is { } old)
            {
                // If that fails, the next caller that asks when these are too old learns why.
                _ = asking.ContinueWith(Observe, TaskScheduler.Default);
                return new(old);
            }
        }

        return new(asking.WaitAsync(cancellationToken));
    }

    /// <summary>A connection could not be made: the next one asks anew.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _addresses = null;
        }
    }

    private static void Observe(Task<EndPoint[]> asked) => _ = asked.Exception;

    private async Task<EndPoint[]> AskAsync(long freshUntil)
    {
        // Nothing of others runs under the lock that the caller holds.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        EndPoint[]? addresses = null;
        try
        {
            addresses = await AddressResolver.ResolveAsync(_hop, _options, CancellationToken.None)
                .ConfigureAwait(false);
            return addresses;
        }
        finally
        {
            lock (_lock)
            {
                _asking = null;
                if (addresses is not null)
                {
                    _addresses = addresses;
                    _freshUntil = freshUntil;
                }
            }
        }
    }
}
