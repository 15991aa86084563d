using System.Collections.Generic;

namespace FastHttp.Telemetry;

/// <summary>The pools of one client, as the instruments read them. Any thread.</summary>
internal interface IObservedPools
{
    /// <summary>Those that there are now.</summary>
    IEnumerable<IObservedPool> All { get; }
}
