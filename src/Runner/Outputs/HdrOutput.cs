using System.IO;
using Runner.Pages;
using Runner.Recording;
using Runner.Reporting;
using Runner.Results;

namespace Runner.Outputs;

// The latency of the run in HdrHistogram's own form.
internal sealed class HdrOutput(OutputFile file) : IResultOutput
{
    public void Write(ResultDocument document)
    {
        using StreamWriter text = new(file.Stream, leaveOpen: true);
        HdrReport.Write(text, HdrDecoder.Decode(document.Latency) ?? Distribution.Of([]));
    }

    public void Dispose() => file.Dispose();
}
