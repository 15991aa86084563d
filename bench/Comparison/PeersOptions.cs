namespace Bench.Comparison;

/// <summary>What the user asked of <c>peers</c>.</summary>
/// <param name="Rounds">Runs of each peer; one run of every peer makes a round.</param>
/// <param name="Seconds">Length of a run.</param>
/// <param name="Connections">Keep-alive connections, one request in flight on each.</param>
/// <param name="Threads">Threads of the peers that take such a number.</param>
/// <param name="Runner">The runner to measure.</param>
/// <param name="Only">Names of the loads to compare under; none for all.</param>
internal sealed record PeersOptions(
    int Rounds, int Seconds, int Connections, int Threads, string Runner, string[] Only);
