using System;
using System.Diagnostics;

namespace FastHttp.Pooling;

/// <summary>When a request is sent again: the library's one rule, or the caller's policy in its place.</summary>
internal sealed partial class PooledExchange
{
    // RFC 9110 §9.2.2, RFC 9112 §9.3.1: the server may close an idle connection while a request is on its way to it.
    // Once, on a fresh connection, and only what may be done twice and can be sent again.
    private bool IsSafe(HttpError error) =>
        error == HttpError.ConnectionClosed
        && _wasReused
        && !_hasRetriedHere
        && (Traits & RequestTraits.Idempotent) != 0;

    // RFC 9110 §10.1.1: the server, or one on the way to it, knows no expectations; of the request it says nothing.
    protected override bool IsAskedAnew =>
        StatusCode == 417
        && Request is { WaitsForContinue: true } request
        && request.CanBeSentAgain
        && HasTimeFor(_pool!);

    // Whether another attempt could still be made.
    private bool HasTimeFor(ConnectionPool pool) =>
        !pool.IsDisposed && (Due == long.MaxValue || pool.Now < Due);

    private bool MayRetry(ConnectionPool pool, HttpError error, out long delay)
    {
        delay = 0;
        IRetryPolicy? policy = pool.Options.RetryPolicy;
        bool isUnexpected = IsAskedAnew;
        if ((error == HttpError.None && !isUnexpected && (policy is null || Response is { IsStreamed: true }))
            || IsCancelRequested
            || (Request is { HasProducedBody: true } && !isUnexpected)
            || !HasTimeFor(pool))
        {
            return false;
        }

        if (isUnexpected)
        {
            Request!.ForgoContinue();
            return true;
        }

        return policy is null ? IsSafe(error) : Ask(policy, pool, error, out delay);
    }

    private bool Ask(IRetryPolicy policy, ConnectionPool pool, HttpError error, out long delay)
    {
        delay = 0;
        if (error is HttpError.Canceled or HttpError.Disposed or HttpError.RequestTimeout
            || _retries + 1 >= pool.Options.MaxAttempts)
        {
            return false;
        }

        RetryDecision decision = default;
        try
        {
            decision = policy.Decide(new RetryContext(
                pool.EndPoint,
                Request,
                error == HttpError.None ? Response : null,
                error,
                _retries + 1,
                Stopwatch.GetElapsedTime(_startedAt, pool.Now),
                (Traits & RequestTraits.Idempotent) != 0,
                IsSafe(error)));
        }
#pragma warning disable CA1031 // The loop belongs to other calls too: what a policy throws must not end it.
        catch (Exception)
#pragma warning restore CA1031
        {
            // As if it had said no: the caller learns of the attempt.
        }

        // A pause after which there is no time left would only delay the news.
        delay = (long)(decision.Delay.TotalSeconds * Stopwatch.Frequency);
        bool retries = decision.Retries && (Due == long.MaxValue || pool.Now + delay < Due);
        if (retries && !IsSafe(error))
        {
            // The call may end well elsewhere, and only what is told here says that this host failed.
            pool.Health?.Report(error, error == HttpError.None ? StatusCode : 0, pool.Now);
        }

        return retries;
    }

    // Without a connection, in no queue. All may be over when this returns.
    private void Retry(ConnectionPool pool, HttpError error, long delay)
    {
        _wantsFresh = error == HttpError.ConnectionClosed && _wasReused;
        _retries++;
        _hasRetriedHere = true;
        pool.CountRetry();
        if (delay == 0)
        {
            Resume();
        }
        else
        {
            HttpError refusal = pool.Delay(this, pool.Now + delay);
            if (refusal != HttpError.None)
            {
                Refuse(refusal);
            }
        }
    }
}
