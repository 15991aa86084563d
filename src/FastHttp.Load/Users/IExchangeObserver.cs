using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Users;

/// <summary>
/// Hears of every exchange of one lane, on its loop. For runs that need more than a LaneRecorder's sums; times are in
/// Stopwatch ticks.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public interface IExchangeObserver
{
    /// <summary>A user is about to send a batch.</summary>
    /// <param name="user">Number of the user within the lane.</param>
    /// <param name="batch">The bytes, valid during the call.</param>
    /// <param name="count">How many requests it holds.</param>
    void OnSending(int user, ReadOnlySpan<byte> batch, int count);

    /// <summary>A response of the user's batch is complete.</summary>
    void OnResponse(int user, in ExchangeOutcome outcome, long elapsed);

    /// <summary>The rest of the user's batch will not be answered.</summary>
    void OnFailure(int user, HttpError error, long elapsed);

    /// <summary>The user has no connection to send on.</summary>
    void OnOpenFailed(int user, HttpError error, long elapsed);
}
