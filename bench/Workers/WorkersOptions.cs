namespace Bench.Workers;

/// <summary>What the user asked of <c>locust</c>.</summary>
/// <param name="Seconds">Length of a run, as the master counts it.</param>
/// <param name="Users">Users at full speed.</param>
/// <param name="Rate">Requests a second that users with wait times make together.</param>
/// <param name="Runner">The runner to measure.</param>
/// <param name="Boomer">A boomer program to measure too; null for none.</param>
internal sealed record WorkersOptions(int Seconds, int Users, int Rate, string Runner, string? Boomer);
