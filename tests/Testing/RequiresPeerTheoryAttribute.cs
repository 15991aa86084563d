using System;
using Xunit;

namespace Testing;

/// <summary>A theory that needs an installed command.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresPeerTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test when the command is missing.</summary>
    public RequiresPeerTheoryAttribute(string command)
    {
        Command = command;
        Skip = Peers.SkipReason(command);
    }

    /// <summary>The command's name.</summary>
    public string Command { get; }
}
