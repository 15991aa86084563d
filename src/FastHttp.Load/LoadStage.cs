using System;

namespace FastHttp.Load;

// A straight line of load: how long it takes, and the level at its end.
internal readonly record struct LoadStage(TimeSpan Duration, double Level);
