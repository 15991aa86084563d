namespace Runner.Locust.Options;

// A user class: its name, as the master's locustfile has it, and what its users do. Immutable.
internal sealed record UserClassOption(string Name, string? ScriptPath)
{
    /// <summary>The class that takes whatever the master calls its users.</summary>
    public const string DefaultName = "default";
}
