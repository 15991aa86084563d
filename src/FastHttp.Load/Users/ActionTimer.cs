using System;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

// A timer of a lane that has nothing of its own: it calls back.
internal sealed class ActionTimer(Action elapsed) : LoopTimer
{
    protected override void OnElapsed() => elapsed();
}
