using System;

namespace FastHttp.Load.Scenarios;

// Hears of everything that a scenario does, for those who want to see it. On the lane's loop; spans are valid during
// the call.
internal interface IScenarioTrace
{
    /// <summary>A request goes out.</summary>
    /// <param name="request">Its bytes.</param>
    /// <param name="name">What it is counted under.</param>
    void OnRequest(ReadOnlySpan<byte> request, string name);

    void OnResponse(FastHttpResponse response, TimeSpan time);

    void OnFailure(HttpError error);

    void OnCheck(string name, bool isMet, string sample);

    void OnPause(double seconds);

    /// <summary>A user has ended for good, since its data is used up; the text says which.</summary>
    void OnUsedUp(string data);

    /// <summary>An iteration is over.</summary>
    /// <param name="failure">Why it failed, or null.</param>
    void OnIterationEnded(string? failure);
}
