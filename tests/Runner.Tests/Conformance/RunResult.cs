namespace Runner.Tests.Conformance;

// A finished run and what the server saw of it.
internal sealed record RunResult(WrkOutcome Outcome, long ServerConnections, long ServerRequests);
