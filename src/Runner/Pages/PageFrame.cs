using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>
/// What every page begins and ends with: style and script, both compiled in, and a policy that lets the page run that
/// script and load nothing at all.
/// </summary>
internal static class PageFrame
{
    private static readonly string s_style = ReadAsset("page.css");
    private static readonly string s_script = ReadAsset("page.js");

    // Only the script whose hash this is may run, so that what slipped into the page would not.
    private static readonly string s_policy =
        $"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{HashOf(s_script)}'";

    public static void Begin(HtmlWriter page, string title)
    {
        page.Trusted("<!DOCTYPE html>\n").Open("html", ("lang", "en")).Open("head");
        page.Void("meta", ("charset", "utf-8"));
        page.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", s_policy));
        page.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        page.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        page.Void("link", ("rel", "icon"), ("href", "data:,"));
        page.Leaf("title", title);
        page.Open("style").Trusted(s_style).Close().Close();
        page.Open("body").Leaf("a", "Skip to the figures", ("class", "skip"), ("href", "#figures"));
    }

    public static void End(HtmlWriter page)
    {
        page.Open("footer").Leaf("p", "Made by runner. This file is complete: it loads nothing.").Close();
        page.Open("script").Trusted(s_script).Close().Close().Close();
    }

    /// <summary>Opens a section under its heading; the caller closes it.</summary>
    public static void BeginSection(HtmlWriter page, string id, string heading)
    {
        page.Open("section", ("id", id), ("aria-labelledby", id + "-heading"));
        page.Leaf("h2", heading, ("id", id + "-heading"));
    }

    /// <summary>What a run is called: by its user, else by its target.</summary>
    public static string NameOf(ResultDocument run) =>
        string.IsNullOrWhiteSpace(run.Run.Name) ? run.Target.Url : run.Run.Name;

    private static string HashOf(string script) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    private static string ReadAsset(string name)
    {
        using Stream stream = typeof(PageFrame).Assembly.GetManifestResourceStream("Runner.Pages." + name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
