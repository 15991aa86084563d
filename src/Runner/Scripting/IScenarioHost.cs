using System;

namespace Runner.Scripting;

// What a scenario's state asks of those who run its users. On the thread that is inside the state.
internal interface IScenarioHost
{
    /// <summary>Where relative redirects start from.</summary>
    Uri Origin { get; }

    /// <summary>The time of the lane in µs, for what lasts.</summary>
    long Clock { get; }

    /// <summary>A user has gone through a group.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="beganAt">When, by <see cref="Clock"/>.</param>
    void EndGroup(string name, long beganAt);

    /// <summary>The cookies that go with a request, as the header has them; empty for none.</summary>
    ReadOnlySpan<byte> CookiesFor(int user, ReadOnlySpan<byte> path);

    /// <summary>A redirect leads to another origin, and is not followed.</summary>
    void NoteRedirectElsewhere();

    /// <summary>A check was made, where they are shown one by one.</summary>
    void OnCheck(string name, bool isMet, string sample);
}
