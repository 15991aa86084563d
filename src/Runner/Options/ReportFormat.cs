namespace Runner.Options;

// What the report is written as.
internal enum ReportFormat
{
    Text,
    Json,
    Csv,
    Quiet,
}
