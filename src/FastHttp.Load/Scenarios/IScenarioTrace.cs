using System;

namespace FastHttp.Load.Scenarios;

// Hears of everything that a scenario does, for those who want to see it. On the lane's loop; spans are valid during
// the call.
internal interface IScenarioTrace
{
    void OnRequest(ReadOnlySpan<byte> request);

    void OnResponse(FastHttpResponse response, TimeSpan time);

    void OnFailure(HttpError error);

    void OnCheck(string name, bool isMet, string sample);

    void OnPause(double seconds);

    /// <summary>An iteration is over.</summary>
    /// <param name="failure">Why it failed, or null.</param>
    void OnIterationEnded(string? failure);
}
