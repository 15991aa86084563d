using System;
using System.IO;
using FastHttp.Load.Results;

namespace Runner.Live;

// A plain line each time, for logs.
internal sealed class LogDisplay(TextWriter log, TimeSpan interval) : ILiveDisplay
{
    private double _next = interval.TotalSeconds;

    public void OnInterval(SeriesPoint point, LiveFigures figures)
    {
        // Intervals end a little early or late.
        if (point.T < _next - 0.1)
        {
            return;
        }

        log.Write($"runner: {LineText.Plain(point, figures)}\n");
        log.Flush();
        _next = (Math.Floor((point.T + 0.1) / interval.TotalSeconds) + 1) * interval.TotalSeconds;
    }

    public bool TryPrint(string line) => false;

    public void Dispose()
    {
    }
}
