using System;
using System.Collections.Generic;
using FastHttp.Load.Results;
using Runner.Options;

namespace Runner.Live;

// What is shown of one run while it goes on: none, one or several displays on stderr. Disposing, which may happen
// twice, leaves the terminal as it was; so does the end of the process.
internal sealed class LiveView : IDisposable
{
    private readonly List<ILiveDisplay> _displays = [];

    private LiveView() => AppDomain.CurrentDomain.ProcessExit += OnProcessExit;

    /// <summary>Begins to show what was asked for, and what the terminal can.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="target">What is loaded.</param>
    /// <param name="stop">Ends the run, as Ctrl-C does.</param>
    public static LiveView Start(LiveOptions options, ScreenTarget target, Action stop)
    {
        LiveView view = new();
        LiveChoice choice = LiveTerminal.Decide(
            options.Choice, !Console.IsErrorRedirected, Environment.GetEnvironmentVariable);
        if (choice == LiveChoice.Line)
        {
            view._displays.Add(new LineDisplay(Console.Error));
        }
        else if (choice == LiveChoice.Full)
        {
            bool hasColor = LiveTerminal.HasColor(options, Environment.GetEnvironmentVariable);
            view._displays.Add(new ScreenDisplay(Console.Error, target, hasColor, stop));
        }

        if (options.Progress > TimeSpan.Zero && choice != LiveChoice.Full)
        {
            view._displays.Add(new LogDisplay(Console.Error, options.Progress));
        }

        return view;
    }

    /// <summary>Has each display hear of the run.</summary>
    public void Observe(Action<ILiveObserver> observe) => _displays.ForEach(observe);

    /// <summary>Prints a line that is no part of what is shown; false where nothing is in its way.</summary>
    public bool TryPrint(string line) => _displays.Exists(display => display.TryPrint(line));

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _displays.ForEach(display => display.Dispose());
    }

    private void OnProcessExit(object? sender, EventArgs arguments) => Dispose();
}
