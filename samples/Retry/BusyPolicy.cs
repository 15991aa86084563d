using System;
using System.Buffers.Text;
using FastHttp;

namespace Retry;

/// <summary>
/// Sends again what may be done twice, if the server says that it is busy or could not be reached. Waits as long as the
/// server asks, else twice as long each time, and a little more, so that clients do not come back all at once.
/// </summary>
internal sealed class BusyPolicy : IRetryPolicy
{
    public RetryDecision Decide(in RetryContext attempt)
    {
        bool isWorthIt = attempt.IsSafe
            || attempt.StatusCode is 429 or 503
            || attempt.Error is HttpError.ConnectRefused or HttpError.ConnectTimeout;
        if (!isWorthIt || !attempt.IsIdempotent)
        {
            return RetryDecision.Stop;
        }

        if (attempt.Response is { } response
            && response.Headers.TryGet(KnownHeader.RetryAfter, out ReadOnlySpan<byte> value)
            && Utf8Parser.TryParse(value, out uint seconds, out int length)
            && length == value.Length
            && seconds <= 60)
        {
            return RetryDecision.After(TimeSpan.FromSeconds(seconds));
        }

        double milliseconds = 100 * Math.Pow(2, attempt.Attempt - 1);
        return RetryDecision.After(TimeSpan.FromMilliseconds(milliseconds * (1 + (Random.Shared.NextDouble() / 2))));
    }
}
