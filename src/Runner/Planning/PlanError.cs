namespace Runner.Planning;

// Why no run can start: the message for stderr, if there is one, whether the usage belongs on stdout, and the exit
// code.
internal sealed record PlanError(string? Message, bool ShowUsage, int ExitCode = 1);
