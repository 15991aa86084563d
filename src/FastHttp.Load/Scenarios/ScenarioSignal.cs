using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Scenarios;

/// <summary>
/// What a user wants when it stops running. The numbers 1 to 5 are repeated in the runner's Lua/scenario.lua.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum ScenarioSignal
{
    /// <summary>To send the request that it made.</summary>
    Request = 0,

    /// <summary>Nothing: its iteration is over.</summary>
    Done = 1,

    /// <summary>Nothing: its iteration failed.</summary>
    Failed = 2,

    /// <summary>To end for good, since its data is used up.</summary>
    Stopped = 3,

    /// <summary>To wait.</summary>
    Think = 4,

    /// <summary>To send several requests at once.</summary>
    Batch = 5,

    /// <summary>
    /// It cannot go on, and the next iteration needs a new user: it yielded something of its own, or Lua itself failed.
    /// </summary>
    Broken = 6,

    /// <summary>To wait for something that is not the run's. It comes back by itself.</summary>
    Away = 7,
}
