using System.Collections.Generic;

namespace Bench.Comparison;

/// <summary>A kind of load, and who is compared under it.</summary>
/// <param name="Name">The short name that <c>--only</c> takes.</param>
/// <param name="Title">What is asked of the server, for the heading of the table.</param>
/// <param name="Connections">How many connections there are, each with one request in flight, or a batch.</param>
/// <param name="Peers">The peers; one of them is wrk, the baseline.</param>
internal sealed record PeerLoad(string Name, string Title, int Connections, IReadOnlyList<Peer> Peers);
