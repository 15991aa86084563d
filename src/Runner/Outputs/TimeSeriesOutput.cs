using System;
using System.Text.Json;
using FastHttp.Load.Results;

namespace Runner.Outputs;

// The intervals of the run, a line of JSON each (NDJSON), as they end: a reader that follows the file sees the run. One
// thread writes at a time.
internal sealed class TimeSeriesOutput(OutputFile file) : IResultOutput, ILiveObserver
{
    private Exception? _failure;

    public void OnInterval(SeriesPoint point, LiveFigures figures)
    {
        if (_failure is not null)
        {
            return;
        }

        try
        {
            JsonSerializer.Serialize(file.Stream, point, LineJson.Default.SeriesPoint);
            file.Stream.WriteByte((byte)'\n');
            file.Stream.Flush();
        }
        catch (Exception failure) when (OutputFile.IsExpected(failure))
        {
            // The run goes on; that the file is not whole is said at its end.
            _failure = failure;
        }
    }

    public void Write(ResultDocument document)
    {
        if (_failure is not null)
        {
            throw new System.IO.IOException(_failure.Message, _failure);
        }
    }

    public void Dispose() => file.Dispose();
}
