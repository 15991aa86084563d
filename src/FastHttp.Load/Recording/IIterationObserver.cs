using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>Hears of iterations that fail, measured or not. On the lane's loop.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public interface IIterationObserver
{
    /// <summary>An iteration has ended by an error of its code; the fault is valid during the call.</summary>
    void OnIterationFailed(in ScenarioFault fault);
}
