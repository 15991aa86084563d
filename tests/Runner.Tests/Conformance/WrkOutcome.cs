namespace Runner.Tests.Conformance;

// What a finished command left behind.
internal sealed record WrkOutcome(int ExitCode, string Output, string Error)
{
    public WrkFields Fields => WrkFields.Parse(Output);
}
