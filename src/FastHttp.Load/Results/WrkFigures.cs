namespace FastHttp.Load.Results;

/// <summary>The figures that wrk prints, before it rounds them. Immutable.</summary>
public sealed record WrkFigures
{
    /// <summary>Responses a second.</summary>
    public double? RequestsPerSec { get; init; }

    /// <summary>Bytes a second.</summary>
    public double? TransferPerSec { get; init; }

    /// <summary>The table at the top.</summary>
    public WrkThreadStatistics? ThreadStats { get; init; }
}
