using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>How the run can be made again: command, configuration, machine, and the document.</summary>
internal static class ConfigurationSection
{
    public static void Write(HtmlWriter page, ResultDocument run)
    {
        PageFrame.BeginSection(page, "configuration", "Configuration");
        if (run.Run.Command is { } command)
        {
            page.Open("pre", ("class", "command"), ("tabindex", "0"), ("aria-label", "Command"));
            page.Leaf("code", command).Close();
        }

        page.Open("div", ("class", "columns"));
        WriteList(page, "Load", Load(run));
        WriteList(page, "Target and run", Target(run));
        WriteList(page, "Machine", Machine(run));
        page.Close();
        page.Open("p", ("class", "download"));
        page.Leaf("button", "Download the figures as JSON", ("type", "button"), ("id", "download"), ("hidden", ""));
        page.Leaf("noscript", "The figures as JSON are in the source of this page, in the block \"document\".");
        page.Close();
        page.Data(EmbeddedDocument.Text(run), ("id", "document"), ("data-file", EmbeddedDocument.FileName(run)));
        page.Close();
    }

    private static void WriteList(HtmlWriter page, string title, IEnumerable<(string Name, string? Value)> facts)
    {
        page.Open("div").Leaf("h3", title).Open("dl", ("class", "list"));
        foreach ((string name, string? value) in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            page.Open("div").Leaf("dt", name).Leaf("dd", value).Close();
        }

        page.Close().Close();
    }

    private static IEnumerable<(string Name, string? Value)> Load(ResultDocument run)
    {
        ConfigInfo config = run.Config;
        yield return ("Mode", config.Mode switch
        {
            "closed" => "closed: sends after each answer",
            "open" => "open: sends on a schedule",
            _ => config.Mode,
        });
        yield return ("Connections", Quantity.Exact(config.Connections));
        yield return ("Threads", Quantity.Exact(config.Threads));
        yield return ("Duration", config.DurationS is { } seconds ? Quantity.Moment(seconds) : null);
        yield return ("Requests", config.Requests is { } requests ? Quantity.Exact(requests) : null);
        yield return ("Rate", config.Rate is { } rate ? Quantity.Rate(rate) : null);
        yield return ("Stages", config.Stages is { Count: > 0 } stages
            ? string.Join(", ", stages.Select(Text))
            : null);
        yield return ("Warm-up", config.WarmupS > 0 ? Quantity.Moment(config.WarmupS) : null);
        yield return ("Timeout", config.TimeoutMs > 0 ? Quantity.Time(config.TimeoutMs * 1000) : null);
        yield return ("Pipeline", config.Pipeline > 1 ? Quantity.Exact(config.Pipeline) : null);
        yield return ("Keep-alive", config.Keepalive ? "on" : "off");
        yield return ("Script", config.Script);
        yield return ("Its arguments", string.Join(" ", config.ScriptArgs ?? []));
        yield return ("Seed", run.Run.Seed?.ToString(CultureInfo.InvariantCulture));
    }

    private static string Text(StageInfo stage) =>
        $"{Quantity.Moment(stage.DurationS)} → {Quantity.Count(stage.Target)}";

    private static IEnumerable<(string Name, string? Value)> Target(ResultDocument run)
    {
        yield return ("URL", run.Target.Url);
        yield return ("Addresses", string.Join(", ", run.Target.Addresses));
        yield return ("Protocol", $"HTTP/{run.Target.Http}{(run.Target.Tls ? " over TLS" : "")}");
        yield return ("Started", run.Run.Start.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        yield return ("Ended", run.Run.End.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        yield return ("Run", run.Run.Id);
    }

    private static IEnumerable<(string Name, string? Value)> Machine(ResultDocument run)
    {
        yield return ("Tool", $"{run.Tool.Name} {run.Tool.Version}");
        yield return ("Runtime", run.Tool.Runtime);
        yield return ("Transport", run.Tool.Backend);
        yield return ("System", run.Env?.Os);
        yield return ("Kernel", run.Env?.Kernel);
        yield return ("Processor", run.Env?.Cpu);
        yield return ("Cores", run.Env?.Cores is { } cores ? Quantity.Exact(cores) : null);
        yield return ("Allowed by its group", run.Env?.CgroupCpus?.ToString("0.##", CultureInfo.InvariantCulture));
        yield return ("Open files", run.Env?.Nofile is { } files ? Quantity.Exact(files) : null);
        yield return ("Container", run.Env?.Containers);
    }
}
