using System;
using FastHttp.Load.Scenarios;

namespace FastHttp.Load;

/// <summary>A part of what a <see cref="LoadUser"/> does, with a name and a time. Disposing it ends it.</summary>
public readonly struct LoadGroup : IDisposable
{
    private readonly UserFlow? _flow;
    private readonly string? _outer;
    private readonly long _beganAt;

    internal LoadGroup(UserFlow flow, string? outer, long beganAt)
    {
        _flow = flow;
        _outer = outer;
        _beganAt = beganAt;
    }

    /// <summary>Ends the group.</summary>
    public void Dispose() => _flow?.EndGroup(_outer, _beganAt);
}
