namespace Runner.Cli;

// What the report is written as.
internal enum ReportFormat
{
    Text,
    Json,
    Csv,
    Quiet,
}
