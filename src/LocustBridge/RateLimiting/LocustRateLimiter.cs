using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace LocustBridge.RateLimiting;

/// <summary>
/// A bucket of tokens, filled anew each period: so many tasks per period, together, as early as they like in it. The
/// fill may grow step by step. Counts tasks of this process, not requests and not the cluster's. Any thread.
/// </summary>
// boomer's two limiters in one: StableRateLimiter is a ramp with one step. Taking a token is one interlocked decrement;
// only who finds the bucket empty waits, on one task that all share.
public sealed class LocustRateLimiter : ILocustRateLimiter, IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly long _limit;
    private readonly long _step;
    private readonly TimeSpan _stepPeriod;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private TaskCompletionSource _refill = NewRefill();
    private long _startedAt;
    private long _tokens;

    private LocustRateLimiter(long limit, TimeSpan period, long step, TimeSpan stepPeriod, TimeProvider? timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(stepPeriod, TimeSpan.Zero);
        _limit = limit;
        _period = period;
        _step = step;
        _stepPeriod = stepPeriod;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Always the same rate.</summary>
    /// <param name="limit">Tasks per period; above 0.</param>
    /// <param name="period">The period; above 0.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    public static LocustRateLimiter Stable(long limit, TimeSpan period, TimeProvider? timeProvider = null) =>
        new(limit, period, limit, period, timeProvider);

    /// <summary>A rate that begins with one step and grows by one each step period.</summary>
    /// <param name="limit">Tasks per second that are never exceeded; above 0.</param>
    /// <param name="step">Tasks per second more with each step; above 0.</param>
    /// <param name="stepPeriod">Between two steps; above 0.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    public static LocustRateLimiter RampUp(
        long limit, long step, TimeSpan stepPeriod, TimeProvider? timeProvider = null) =>
        new(limit, TimeSpan.FromSeconds(1), step, stepPeriod, timeProvider);

    /// <summary>From boomer's two options.</summary>
    /// <param name="maxRps">--max-rps: tasks per second; 0 or less for no limit.</param>
    /// <param name="increaseRate">--request-increase-rate: "-1" for none, "10" per second, or "10/1m".</param>
    /// <param name="limiter">The limiter; null where nothing is to be limited.</param>
    /// <returns>Whether the rate could be read.</returns>
    public static bool TryParse(long maxRps, string? increaseRate, out LocustRateLimiter? limiter)
    {
        limiter = null;
        if (string.IsNullOrEmpty(increaseRate) || increaseRate == "-1")
        {
            limiter = maxRps > 0 ? Stable(maxRps, TimeSpan.FromSeconds(1)) : null;
            return true;
        }

        string[] parts = increaseRate.Split('/');
        TimeSpan period = TimeSpan.FromSeconds(1);
        if (parts.Length > 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            || step == 0
            || (parts.Length == 2 && !TryParsePeriod(parts[1], out period)))
        {
            return false;
        }

        limiter = RampUp(maxRps > 0 ? maxRps : long.MaxValue, step, period);
        return true;
    }

    /// <inheritdoc/>
    public void Start()
    {
        lock (_gate)
        {
            _startedAt = _time.GetTimestamp();
            Refill();
            _timer ??= _time.CreateTimer(static s => ((LocustRateLimiter)s!).Refill(), this, _period, _period);
        }
    }

    /// <summary>Takes the right to run one task, if there is one left in this period.</summary>
    public bool TryAcquire() => Volatile.Read(ref _tokens) > 0 && Interlocked.Decrement(ref _tokens) >= 0;

    /// <inheritdoc/>
    public ValueTask<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        // The task to wait for is picked first: a refill in between completes it.
        Task refill = Volatile.Read(ref _refill).Task;
        return Interlocked.Decrement(ref _tokens) >= 0 ? new(true) : WaitAsync(refill, cancellationToken);

        static async ValueTask<bool> WaitAsync(Task refill, CancellationToken cancellationToken)
        {
            await refill.WaitAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            Interlocked.Exchange(ref _refill, NewRefill()).TrySetResult();
        }
    }

    /// <summary>Stops it.</summary>
    public void Dispose() => Stop();

    private static TaskCompletionSource NewRefill() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool TryParsePeriod(string text, out TimeSpan period)
    {
        period = default;
        string digits = text.TrimEnd('h', 'm', 's');
        double unit = text[digits.Length..] switch
        {
            "ms" => 0.001,
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => 0,
        };
        digits = digits.Length == 0 && unit != 0 ? "1" : digits;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count))
        {
            return false;
        }

        period = TimeSpan.FromSeconds(Math.Min(count * unit, 86_400));
        return period > TimeSpan.Zero;
    }

    private void Refill()
    {
        double steps = 1 + Math.Floor(_time.GetElapsedTime(_startedAt) / _stepPeriod);
        long fill = (long)Math.Min(_limit, steps * _step);
        Interlocked.Exchange(ref _tokens, fill);
        Interlocked.Exchange(ref _refill, NewRefill()).TrySetResult();
    }
}
