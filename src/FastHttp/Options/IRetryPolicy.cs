namespace FastHttp;

/// <summary>
/// Decides which requests of a client are sent again. Shared between threads. A call asks it after each attempt, on a
/// loop or on the thread of the caller, so it must not block; an exception ends the call with the attempt's outcome.
/// </summary>
public interface IRetryPolicy
{
    /// <summary>
    /// Decides on one attempt. It is asked about responses too, but not about a call that was cancelled, or is out of
    /// time, or whose client was disposed; nor about a body that is produced and so cannot be sent again, nor about a
    /// response whose body is streamed, since it is on its way to the caller.
    /// </summary>
    RetryDecision Decide(in RetryContext attempt);
}
