using System;
using System.Diagnostics;

namespace LocustBridge.Statistics;

// One of a lane's two buffers: a window per row, a count per error. Same ownership as EntryWindow.
// Invariant: _touched[.._touchedCount] lists each row with requests once; likewise the errors.
internal sealed class LaneBuffer
{
    private EntryWindow?[] _windows = [];
    private int[] _touched = [];
    private int _touchedCount;
    private ErrorWindow[] _errors = [];
    private int[] _touchedErrors = [];
    private int _touchedErrorCount;

    public void Add(int entry, double elapsedMs, long length, bool failed, long utcTicks)
    {
        EntryWindow? window = (uint)entry < (uint)_windows.Length ? _windows[entry] : null;
        window ??= AddWindowSlow(entry);
        if (window.Requests == 0)
        {
            _touched[_touchedCount++] = entry;
        }

        window.Add(elapsedMs, length, failed, utcTicks);
        Debug.Assert(_touched.AsSpan(0, _touchedCount).Count(entry) == 1, "A row with requests is listed once.");
    }

    public void AddError(int error, long utcTicks)
    {
        if ((uint)error >= (uint)_errors.Length)
        {
            int length = Math.Max(16, Math.Max(error + 1, _errors.Length * 2));
            Array.Resize(ref _errors, length);
            Array.Resize(ref _touchedErrors, length);
        }

        ref ErrorWindow window = ref _errors[error];
        if (window.Count++ == 0)
        {
            _touchedErrors[_touchedErrorCount++] = error;
            window.FirstUtcTicks = utcTicks;
        }

        window.LastUtcTicks = utcTicks;
    }

    public void MoveTo(StatsDirectory directory, StatsReport report)
    {
        foreach (int entry in _touched.AsSpan(0, _touchedCount))
        {
            (string method, string name) = directory.EntryAt(entry);
            _windows[entry]!.MoveTo(report.GetRow(method, name));
        }

        _touchedCount = 0;
        foreach (int error in _touchedErrors.AsSpan(0, _touchedErrorCount))
        {
            (string method, string name, string text) = directory.ErrorAt(error);
            ErrorWindow window = _errors[error];
            report.AddError(
                method, name, text, window.Count, UnixOf(window.FirstUtcTicks), UnixOf(window.LastUtcTicks));
            _errors[error] = default;
        }

        _touchedErrorCount = 0;
    }

    private static double UnixOf(long utcTicks) =>
        (utcTicks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;

    private EntryWindow AddWindowSlow(int entry)
    {
        if (entry >= _windows.Length)
        {
            int length = Math.Max(8, Math.Max(entry + 1, _windows.Length * 2));
            Array.Resize(ref _windows, length);
            Array.Resize(ref _touched, length);
        }

        return _windows[entry] ??= new EntryWindow();
    }

    private struct ErrorWindow
    {
        public long Count;
        public long FirstUtcTicks;
        public long LastUtcTicks;
    }
}
