using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;
using Spectre.Console;

namespace Runner.Live;

// A run so far as a panel of text with colours. Stateless.
internal static class ScreenText
{
    private const double OnTimeShare = 0.99;

    /// <summary>Renders the panel for a terminal of a width.</summary>
    public static string Render(
        ScreenTarget target, SeriesPoint? point, LiveFigures? figures, TimeSpan elapsed, ScreenState state, int width)
    {
        StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = state.HasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new FixedOutput(text, width),
            Interactive = InteractionSupport.No,
        });
        Table rows = new Table().HideHeaders().NoBorder().AddColumn("what").AddColumn("figures");
        rows.Expand();
        string time = LiveFormat.Elapsed(elapsed, figures?.Duration);
        rows.AddRow("[bold]TIME[/]", $"{time}   {Progress(elapsed, figures?.Duration)}");
        if (point is not null && figures is not null)
        {
            AddFigures(rows, point, figures, state, width);
            rows.AddRow("[bold]GEN[/]", Generator(target, point));
        }

        string title = $"{target.Url}  c{target.Connections} t{target.Threads}  {target.Transport}";
        console.Write(new Panel(rows).Header(Markup.Escape(Cut(title, width - 8))).Expand());
        string paused = state.IsPaused ? "  (drawing is paused)" : "";
        console.MarkupLine($"[grey] q stop   l logarithmic bars   p pause drawing{paused}[/]");
        return text.ToString();
    }

    private static void AddFigures(Table rows, SeriesPoint point, LiveFigures figures, ScreenState state, int width)
    {
        int bars = Math.Clamp(width - 64, 8, 60);
        string target = figures.Rate.Target is { } due
            ? $"  (target {LiveFormat.Number(due)}, {figures.Rate.Ratio * 100:0.0}%)"
            : "";
        string rates = LiveFormat.Bars(figures.Series.Select(item => item.Rate), bars, state.IsLogarithmic);
        string average = LiveFormat.Number(figures.Rate.Achieved ?? 0);
        rows.AddRow("[bold]RATE[/]", $"{LiveFormat.Number(point.Rate)}/s{target}  avg {average}/s  [green]{rates}[/]");

        LatencyFigures latency = figures.Latency;
        string tails = LiveFormat.Bars(
            figures.Series.Select(item => (double)(item.P99Us ?? 0)), bars, state.IsLogarithmic);
        rows.AddRow(
            "[bold]LATENCY[/]",
            $"p50 {LiveFormat.Latency(latency.P50)}  p90 {LiveFormat.Latency(latency.P90)}  "
            + $"p99 {LiveFormat.Latency(latency.P99)}  p99.9 {LiveFormat.Latency(latency.P999)}  "
            + $"max {LiveFormat.Latency(latency.Max)}");
        rows.AddRow("", $"p99 now {LiveFormat.Latency(point.P99Us)}  [yellow]{tails}[/]");
        rows.AddRow("[bold]CODES[/]", string.Join("   ", figures.Status.Select(Code).DefaultIfEmpty("none yet")));
        rows.AddRow("[bold]ERRORS[/]", Errors(figures.Errors));
        rows.AddRow(
            "[bold]CONN[/]",
            $"open {point.Conns ?? 0}   received {LiveFormat.Number(figures.Bytes.In)}B   "
            + $"requests {LiveFormat.Number(figures.CompletedNow)}");
    }

    private static string Code(KeyValuePair<string, long> status)
    {
        string color = status.Key[0] switch { '2' => "green", '3' => "blue", _ => "red" };
        return $"[{color}]{status.Key}[/] {LiveFormat.Number(status.Value)}";
    }

    private static string Errors(IReadOnlyList<ErrorFigures> errors)
    {
        IEnumerable<string> first = errors.Take(3).Select(error => $"{error.Message} {LiveFormat.Number(error.Count)}");
        return errors.Count == 0 ? "none" : $"[red]{Markup.Escape(string.Join("   ", first))}[/]";
    }

    // The point of the row: whose fault a slow answer is.
    private static string Generator(ScreenTarget target, SeriesPoint point)
    {
        double thread = (point.Cpu ?? 0) * target.Processors / Math.Max(1, target.Threads);
        string facts = $"cpu {(int)(point.Cpu ?? 0)}% of {target.Processors}   each thread {(int)thread}%   "
            + $"gc {GC.CollectionCount(0)}";

        // A schedule is kept by watching the clock: a core is then full, and has time all the same.
        bool isOnTime = point.Target is { } due && point.Rate >= due * OnTimeShare;
        return (isOnTime, thread) switch
        {
            (true, _) => $"[green]{facts}   on time[/]",
            (_, >= GeneratorJudge.FullPercent) =>
                $"[red]{facts}   the cause: add threads or machines; latencies are not the server's[/]",
            (_, >= GeneratorJudge.BusyPercent) => $"[yellow]{facts}   perhaps the cause: close to its limit[/]",
            _ => $"[green]{facts}   not the cause[/]",
        };
    }

    private static string Progress(TimeSpan elapsed, TimeSpan? duration)
    {
        const int length = 30;
        if (duration is not { } whole || whole <= TimeSpan.Zero)
        {
            return "";
        }

        int done = (int)Math.Clamp(elapsed / whole * length, 0, length);
        return $"[green]{new string('━', done)}[/][grey]{new string('─', length - done)}[/]";
    }

    private static string Cut(string text, int width) => text.Length > width ? text[..Math.Max(0, width)] : text;

    // A width that is ours to say: the terminal is behind stderr, and Spectre asks stdout.
    private sealed class FixedOutput(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => width;

        public int Height => 24;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
