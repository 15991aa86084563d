using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Scenarios;

/// <summary>
/// Hears of everything that a scenario does, for an author who wants to see it. On the lane's loop; spans are valid
/// during the call.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public interface IScenarioTrace
{
    /// <summary>A request goes out.</summary>
    /// <param name="request">Its bytes.</param>
    /// <param name="name">What it is counted under.</param>
    void OnRequest(ReadOnlySpan<byte> request, string name);

    /// <summary>It was answered; the response is valid during the call.</summary>
    void OnResponse(FastHttpResponse response, TimeSpan time);

    /// <summary>It was not answered.</summary>
    void OnFailure(HttpError error);

    /// <summary>A check was made; the sample is what a failed one saw.</summary>
    void OnCheck(string name, bool isMet, string sample);

    /// <summary>The user pauses for some seconds.</summary>
    void OnPause(double seconds);

    /// <summary>A user has ended for good, since its data is used up; the text says which.</summary>
    void OnUsedUp(string data);

    /// <summary>An iteration is over.</summary>
    /// <param name="failure">Why it failed, or null.</param>
    void OnIterationEnded(string? failure);
}
