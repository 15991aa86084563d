using System;

namespace Runner.Locust.Worker;

/// <summary>A failure that the master's page shall show among the exceptions.</summary>
internal sealed class LocustScriptException(string message) : Exception(message)
{
    /// <summary>What stands for the trace there: a script's message begins with file and line.</summary>
    public override string ToString() => Message;
}
