using System;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

// Something that a lane is asked for from outside, seldom.
internal sealed class ActionTask(Action run) : ILoopTask
{
    public void Run() => run();
}
