using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

/// <summary>A rare order to a lane from outside.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class ActionTask(Action run) : ILoopTask
{
    /// <inheritdoc />
    public void Run() => run();
}
