using FastHttp.Load.Results;

namespace Runner.Outputs;

// The result document as a file.
internal sealed class JsonOutput(OutputFile file) : IResultOutput
{
    public void Write(ResultDocument document) => ResultFile.Write(file.Stream, document);

    public void Dispose() => file.Dispose();
}
