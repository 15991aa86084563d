using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

/// <summary>A timer of a lane that has nothing of its own: it calls back.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class ActionTimer(Action elapsed) : LoopTimer
{
    /// <inheritdoc />
    protected override void OnElapsed() => elapsed();
}
