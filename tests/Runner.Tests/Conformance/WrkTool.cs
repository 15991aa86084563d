namespace Runner.Tests.Conformance;

// Whose command is run.
public enum WrkTool
{
    Wrk,
    Runner,
}
