namespace Runner.Options.Values;

// A rate in requests a second, or a ramp from one to another over the run.
internal readonly record struct RateRange(double From, double To)
{
    public bool IsRamp => From != To;
}
