namespace Runner.Planning;

// Why no run can start: the message for stderr, if there is one, whether the usage belongs on stdout, and the exit
// code. A hint says what to do next, where the message is wrk's.
internal sealed record PlanError(string? Message, bool ShowUsage, int ExitCode = 1, string? Hint = null);
