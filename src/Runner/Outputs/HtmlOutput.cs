using System.Text;
using FastHttp.Load.Results;
using Runner.Pages;

namespace Runner.Outputs;

// The results as a page for people.
internal sealed class HtmlOutput(OutputFile file) : IResultOutput
{
    public void Write(ResultDocument document) =>
        file.Stream.Write(Encoding.UTF8.GetBytes(ReportPage.Render(document)));

    public void Dispose() => file.Dispose();
}
