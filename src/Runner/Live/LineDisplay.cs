using System.IO;
using System.Threading;
using FastHttp.Load.Results;

namespace Runner.Live;

// One line on a terminal, written over and over, and erased at the end. Not measured: it draws once for each interval.
internal sealed class LineDisplay(TextWriter terminal) : ILiveDisplay
{
    private readonly Lock _gate = new();
    private int _length;
    private bool _isOver;

    public void OnInterval(SeriesPoint point, LiveFigures figures)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            // A full row would wrap on some terminals.
            int width = LiveTerminal.Size().Width;
            string line = LineText.Of(point, figures, width - 1);
            terminal.Write(Erase(width) + line);
            terminal.Flush();
            _length = line.Length;
        }
    }

    public bool TryPrint(string line)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                terminal.Write((_length > 0 ? Erase(LiveTerminal.Size().Width) : "") + line + "\n");
                terminal.Flush();
                _length = 0;
            }

            return !_isOver;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isOver && _length > 0)
            {
                terminal.Write(Erase(LiveTerminal.Size().Width));
                terminal.Flush();
            }

            _isOver = true;
        }
    }

    // A terminal that has become narrower has broken the line into several rows.
    private string Erase(int width)
    {
        int rows = _length == 0 ? 0 : (_length - 1) / width;
        return rows == 0 ? "\r\e[K" : $"\e[{rows}A\r\e[J";
    }
}
