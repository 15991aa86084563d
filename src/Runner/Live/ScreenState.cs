namespace Runner.Live;

// What the keys have made of a screen.
internal sealed record ScreenState
{
    public bool HasColor { get; init; } = true;

    public bool IsLogarithmic { get; init; }

    public bool IsPaused { get; init; }
}
