using System;
using System.Diagnostics;
using System.Threading;
using FastHttp.Messages;

namespace FastHttp.Options;

/// <summary>
/// The times that options allow an exchange, in the unit of the loops' clock; 0 is no limit. With them go the limits of
/// its response. Immutable; made once for each options object.
/// </summary>
internal sealed class ExchangeTimes
{
    // The runtime's timers take no more.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(49);

    private readonly FastHttpOptions _options;

    public ExchangeTimes(FastHttpOptions options)
    {
        _options = options;
        Head = From(options.ResponseHeadTimeout, nameof(options.ResponseHeadTimeout));
        ReadIdle = From(options.ReadIdleTimeout, nameof(options.ReadIdleTimeout));
        Write = From(options.WriteTimeout, nameof(options.WriteTimeout));
        Request = From(options.RequestTimeout, nameof(options.RequestTimeout));
        PoolWait = From(options.PoolWaitTimeout, nameof(options.PoolWaitTimeout));
        Idle = From(options.PooledConnectionIdleTimeout, nameof(options.PooledConnectionIdleTimeout));
        Lifetime = From(options.PooledConnectionLifetime, nameof(options.PooledConnectionLifetime));
        Connect = From(options.ConnectTimeout, nameof(options.ConnectTimeout));
        UnreadBody = From(options.UnreadBodyTimeout, nameof(options.UnreadBodyTimeout));
        Continue = From(options.Expect100ContinueTimeout, nameof(options.Expect100ContinueTimeout));
        Drain = From(options.ResponseDrainTimeout, nameof(options.ResponseDrainTimeout));
        DnsRefresh = From(options.DnsRefresh, nameof(options.DnsRefresh));
        Limits = new ResponseLimits
        {
            MaxHeadBytes = options.MaxHeadBytes,
            MaxHeaderCount = options.MaxHeaderCount,
            MaxInterimResponses = options.MaxInterimResponses,
            MaxBodyBytes = options.MaxBodyBytes,
            MaxStreamedBodyBytes = options.MaxStreamedBodyBytes,
            MaxResponseDrainSize = options.MaxResponseDrainSize,
        };
    }

    /// <summary>What a response may be at most.</summary>
    public ResponseLimits Limits { get; }

    public long Head { get; }

    public long ReadIdle { get; }

    public long Write { get; }

    public long Request { get; }

    public long PoolWait { get; }

    public long Idle { get; }

    public long Lifetime { get; }

    public long Connect { get; }

    public long UnreadBody { get; }

    public long Continue { get; }

    public long Drain { get; }

    public long DnsRefresh { get; }

    /// <summary>Whether a connection has any deadline to keep.</summary>
    public bool HasDeadlines => (Head | ReadIdle | Write | Request) != 0;

    /// <summary>Whether they are those of these options, and not of what these were copied from.</summary>
    public bool IsOf(FastHttpOptions options) => ReferenceEquals(_options, options);

    /// <summary>Cancels with the caller's token, and when connecting has taken too long.</summary>
    public CancellationTokenSource LimitConnecting(CancellationToken cancellationToken)
    {
        CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Connect != 0)
        {
            TimeSpan limit = _options.ConnectTimeout;
            source.CancelAfter(limit < s_longestTimer ? limit : s_longestTimer);
        }

        return source;
    }

    /// <summary>When something that may last that long has to be over.</summary>
    public static long Due(long now, long ticks) => ticks == 0 ? long.MaxValue : now + ticks;

    /// <summary>When an exchange that starts now has to be over; the request's own time comes before the options'.
    /// </summary>
    public long RequestDue(long now, FastHttpRequest? request)
    {
        TimeSpan own = request?.Timeout ?? TimeSpan.Zero;
        return Due(now, own == TimeSpan.Zero ? Request : From(own, nameof(request)));
    }

    private static long From(TimeSpan time, string name)
    {
        if (time == TimeSpan.Zero || time == Timeout.InfiniteTimeSpan || time == TimeSpan.MaxValue)
        {
            return 0;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);

        // A century will do, and cannot overflow.
        return (long)(Math.Min(time.TotalSeconds, 3.0e9) * Stopwatch.Frequency);
    }
}
