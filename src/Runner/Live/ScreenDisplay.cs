using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using FastHttp.Load.Results;

namespace Runner.Live;

// The whole terminal, drawn on a thread of its own whenever there are new figures, a key or another size. Keys: q ends
// the run, l makes scales logarithmic, p pauses. It draws on the alternate screen, so that nothing of it is left.
internal sealed class ScreenDisplay : ILiveDisplay
{
    private const string Enter = "\e[?1049h\e[?25l";
    private const string Leave = "\e[?25h\e[?1049l";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly TextWriter _terminal;
    private readonly ScreenTarget _target;
    private readonly Action _stop;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _over = new();
    private readonly bool _hasKeys = !Console.IsInputRedirected;
    private readonly List<string> _kept = [];
    private ScreenState _state;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private LiveFigures? _figures;
    private (LiveFigures?, int, int, ScreenState) _drawn;
    private bool _isLeft;

    /// <param name="terminal">Stderr.</param>
    /// <param name="target">What is loaded.</param>
    /// <param name="hasColor">Whether colours are wanted.</param>
    /// <param name="stop">Ends the run, as Ctrl-C does.</param>
    public ScreenDisplay(TextWriter terminal, ScreenTarget target, bool hasColor, Action stop)
    {
        _terminal = terminal;
        _target = target;
        _state = new ScreenState { HasColor = hasColor };
        _stop = stop;
        _terminal.Write(Enter);
        _thread = new Thread(Run) { Name = "live", IsBackground = true };
        _thread.Start();
    }

    public void OnInterval(SeriesPoint point, LiveFigures figures)
    {
        lock (_gate)
        {
            _figures = figures;
        }
    }

    // The screen is written over; what stays comes after it.
    public bool TryPrint(string line)
    {
        lock (_gate)
        {
            if (!_isLeft)
            {
                _kept.Add(line + "\n");
            }

            return !_isLeft;
        }
    }

    public void Dispose()
    {
        _over.Set();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join(s_pause * 4);
        }

        lock (_gate)
        {
            if (!_isLeft)
            {
                _terminal.Write(Leave + string.Concat(_kept));
                _terminal.Flush();
                _isLeft = true;
            }
        }
    }

    private void Run()
    {
        do
        {
            TakeKeys();
            if (!_state.IsPaused)
            {
                Draw();
            }
        }
        while (!_over.Wait(s_pause));
    }

    private void TakeKeys()
    {
        while (_hasKeys && Console.KeyAvailable)
        {
            switch (char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar))
            {
                case 'q':
                    _stop();
                    break;
                case 'l':
                    _state = _state with { IsLogarithmic = !_state.IsLogarithmic };
                    break;
                case 'p':
                    _state = _state with { IsPaused = !_state.IsPaused };
                    Draw();
                    break;
            }
        }
    }

    private void Draw()
    {
        (int width, int height) = LiveTerminal.Size();
        lock (_gate)
        {
            // What has not changed is not drawn again; before the first figures the time is all that changes.
            (LiveFigures?, int, int, ScreenState) frame = (_figures, width, height, _state);
            if (_isLeft || (_figures is not null && _drawn == frame))
            {
                return;
            }

            _drawn = frame;
            TimeSpan waiting = Stopwatch.GetElapsedTime(_startedAt) - _target.Warmup;
            _terminal.Write(ScreenText.Frame(
                ScreenText.Render(_target, _figures, waiting, _state, width, height), _state.HasColor));
            _terminal.Flush();
        }
    }
}
