using System.IO;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Runner.Reporting;

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
