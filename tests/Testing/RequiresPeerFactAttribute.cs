using System;
using Xunit;

namespace Testing;

/// <summary>A fact that needs an installed command.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresPeerFactAttribute : FactAttribute
{
    /// <summary>Skips the test when the command is missing.</summary>
    public RequiresPeerFactAttribute(string command)
    {
        Command = command;
        Skip = Peers.SkipReason(command);
    }

    /// <summary>The command's name.</summary>
    public string Command { get; }
}
