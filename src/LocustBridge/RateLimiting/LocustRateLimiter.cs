using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace LocustBridge.RateLimiting;

/// <summary>
/// So many tasks per period, together, spread evenly over it: 100 a second are one every 10 ms. The rate may grow step
/// by step. Counts tasks of this process, not requests and not the cluster's. Any thread.
/// </summary>
/// <remarks>
/// What is not taken in time is kept for a tenth of a period, so that a task that is a little late does not lose its
/// place; after a longer pause as much may be taken at once, not more.
/// </remarks>
// boomer's two limiters in one: StableRateLimiter is a ramp with one step. boomer gives all tokens of a period at its
// start, which is a burst each second. Taking a token is one interlocked decrement; who finds none waits in a queue.
public sealed class LocustRateLimiter : ILocustRateLimiter, IDisposable
{
    private static readonly TimeSpan s_shortestTick = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly long _limit;
    private readonly long _step;
    private readonly TimeSpan _stepPeriod;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private ITimer? _timer;
    private long _startedAt;
    private TimeSpan _filledTo;
    private double _fraction;
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
            _filledTo = TimeSpan.Zero;

            // The first one is due at once.
            _fraction = 1;
            Interlocked.Exchange(ref _tokens, 0);
            Fill();
            TimeSpan tick = TickLength();
            _timer ??= _time.CreateTimer(static s => ((LocustRateLimiter)s!).Fill(), this, tick, tick);
        }
    }

    /// <summary>Takes the right to run one task, if there is one by now.</summary>
    public bool TryAcquire() => Volatile.Read(ref _tokens) > 0 && Interlocked.Decrement(ref _tokens) >= 0;

    /// <inheritdoc/>
    public ValueTask<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && TryAcquire())
            {
                return new(true);
            }

            TaskCompletionSource<bool> turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return WaitAsync(turn, cancellationToken);
        }

        static async ValueTask<bool> WaitAsync(TaskCompletionSource<bool> turn, CancellationToken cancellationToken)
        {
            using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource<bool>)state!).TrySetCanceled(token), turn);
            return await turn.Task.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            while (_waiting.TryDequeue(out TaskCompletionSource<bool>? turn))
            {
                turn.TrySetResult(false);
            }
        }
    }

    /// <summary>Stops it.</summary>
    public void Dispose() => Stop();

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

    // As long as it takes for one token, within what timers can do.
    private TimeSpan TickLength()
    {
        double each = _period.Ticks / (double)_limit;
        return each <= s_shortestTick.Ticks ? s_shortestTick : TimeSpan.FromTicks((long)each);
    }

    // Adds up what was due at each of the rates that there were meanwhile; returns the last one.
    private double FillTo(TimeSpan now)
    {
        while (true)
        {
            double step = Math.Floor(_filledTo / _stepPeriod);
            double perPeriod = Math.Min(_limit, (step + 1) * _step);
            TimeSpan end = perPeriod == _limit || now <= (step + 1) * _stepPeriod ? now : (step + 1) * _stepPeriod;
            _fraction += perPeriod * ((end - _filledTo) / _period);
            _filledTo = end;
            if (end == now)
            {
                return perPeriod;
            }
        }
    }

    // Gives what has fallen due since the last time, however late the timer is.
    private void Fill()
    {
        lock (_gate)
        {
            TimeSpan now = _time.GetElapsedTime(_startedAt);
            double perPeriod = FillTo(now);

            // A sum of parts may lack the last bit of a whole one.
            long due = (long)Math.Min(long.MaxValue / 2, Math.Floor(_fraction + 1e-6));
            _fraction = Math.Max(0, _fraction - due);
            long kept = Math.Max(1, (long)(perPeriod / 10));
            long before = Math.Max(0, Interlocked.Exchange(ref _tokens, 0));
            Interlocked.Add(ref _tokens, Math.Min(kept, before + due));
            while (_waiting.Count > 0 && TryAcquire())
            {
                // One that is no longer wanted goes to the next.
                if (!_waiting.Dequeue().TrySetResult(true))
                {
                    Interlocked.Increment(ref _tokens);
                }
            }
        }
    }
}
