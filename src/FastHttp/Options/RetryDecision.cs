using System;

namespace FastHttp;

/// <summary>Whether and when a request is sent again. Immutable; the default value stops.</summary>
public readonly record struct RetryDecision
{
    private RetryDecision(TimeSpan delay)
    {
        Retries = true;
        Delay = delay;
    }

    /// <summary>Ends the call with the attempt's outcome.</summary>
    public static RetryDecision Stop => default;

    /// <summary>Sends the request again at once.</summary>
    public static RetryDecision Now => new(TimeSpan.Zero);

    /// <summary>Whether the request is sent again.</summary>
    public bool Retries { get; }

    /// <summary>How long to wait before the request is sent again.</summary>
    public TimeSpan Delay { get; }

    /// <summary>Sends the request again after a pause; stops now if the call's time is over by then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The pause is negative or longer than a day.</exception>
    public static RetryDecision After(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, TimeSpan.FromDays(1));
        return new(delay);
    }
}
