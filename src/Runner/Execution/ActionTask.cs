using System;
using FastHttp.Transports;

namespace Runner.Execution;

// Something that a lane is asked for from outside, seldom.
internal sealed class ActionTask(Action run) : ILoopTask
{
    public void Run() => run();
}
