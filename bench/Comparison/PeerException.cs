using System;

namespace Bench.Comparison;

/// <summary>A peer did not do what it was started for, so that its figures would be wrong.</summary>
internal sealed class PeerException(string message) : Exception(message);
