using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;

namespace LocustBridge.Outputs;

// The worker's log: each line goes to the user's sink, and the newest lines are kept for the master. Any thread.
internal sealed class LogBuffer
{
    // What Locust's own workers keep (locust/log.py).
    private const int LinesMax = 500;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly Action<string>? _sink;
    private readonly TimeProvider _time;
    private bool _grown;

    public LogBuffer(Action<string>? sink, TimeProvider time)
    {
        _sink = sink;
        _time = time;
    }

    public void Write(string level, string text)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture, $"[{_time.GetLocalNow():yyyy-MM-dd HH:mm:ss,fff}] {level}: {text}");
        lock (_gate)
        {
            if (_lines.Count == LinesMax)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
            _grown = true;
            try
            {
                _sink?.Invoke(line);
            }
            catch (Exception)
            {
                // Costs the sink this line and nothing else: the caller must go on, and often tells of a failure
                // already. The master's page still gets the line.
            }
        }
    }

    public void Info(string text) => Write("INFO", text);

    public void Warn(string text) => Write("WARNING", text);

    // All lines, if there is a new one since the last time.
    public bool TryTakeGrown(out string[] lines)
    {
        lock (_gate)
        {
            lines = _grown ? [.. _lines] : [];
            bool grown = _grown;
            _grown = false;
            return grown;
        }
    }
}
