using System.Collections.Generic;
using FastHttp.Load;
using FastHttp.Load.Gates;

namespace Runner.Sessions;

// A run that is over, and how it came out. Immutable.
internal sealed record EndedRun(MeasuredRun Run, IReadOnlyList<Verdict> Verdicts);
