namespace FastHttp.Tests.Client.Support.Bodies;

/// <summary>What may happen in a <see cref="BodyWorld"/>.</summary>
/// <param name="IsPooled">The calls are a client's, which pools and sends again; else a connection's, in its pipeline.
/// </param>
internal sealed record BodyWorldOptions(bool IsPooled)
{
    /// <summary>Callers, and producers, continue on other threads than the loop's.</summary>
    public bool LeavesLoop { get; init; }

    /// <summary>Whether there are bodies that are produced, and such as go in several pieces.</summary>
    public bool HasLongBodies { get; init; } = true;

    /// <summary>Whether producers run on other threads, so that the seed does not decide on everything.</summary>
    public bool HasThreads => LeavesLoop && HasLongBodies;

    /// <summary>Whether anything may fail: by a peer, a caller, a producer or time.</summary>
    public bool MayFail { get; init; } = true;

    /// <summary>Whether exchanges have deadlines.</summary>
    public bool HasDeadlines { get; init; }

    /// <summary>Whether a policy decides on retries.</summary>
    public bool HasPolicy { get; init; }

    /// <summary>Whether a request sends its body after a while though the server does not ask for it.</summary>
    public bool HasContinueTimeout { get; init; } = true;
}
