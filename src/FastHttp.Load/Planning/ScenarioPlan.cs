namespace FastHttp.Load.Planning;

// What holds for a run of a scenario alone. Immutable.
internal sealed record ScenarioPlan
{
    /// <summary>Iterations a second over all lanes; null where each user begins again when it is done.</summary>
    public LoadShape? Rate { get; init; }

    /// <summary>The most users that a schedule may need.</summary>
    public int MaxUsers { get; init; }
}
