using System;

namespace FastHttp.Load;

/// <summary>A straight line of load.</summary>
/// <param name="Duration">How long it takes.</param>
/// <param name="Level">The level at its end: requests a second with a rate, else connections.</param>
public readonly record struct LoadStage(TimeSpan Duration, double Level);
