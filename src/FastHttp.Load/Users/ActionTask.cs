using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

/// <summary>Something that a lane is asked for from outside, seldom.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class ActionTask(Action run) : ILoopTask
{
    /// <inheritdoc />
    public void Run() => run();
}
