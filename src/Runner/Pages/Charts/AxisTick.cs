namespace Runner.Pages.Charts;

/// <summary>A labelled place on an axis, 0 to 1 from its start.</summary>
internal readonly record struct AxisTick(double Place, string Label);
