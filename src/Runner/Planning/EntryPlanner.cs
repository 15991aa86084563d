using System;
using System.Collections.Generic;
using System.IO;
using FastHttp.Load;
using FastHttp.Load.Planning;
using Runner.Options;

namespace Runner.Planning;

// The list of URLs and the data → what is asked for in turn, or the first reason why not.
internal static class EntryPlanner
{
    /// <summary>Options with the URL that a list begins with, where the command line has none.</summary>
    /// <returns>The options, or why there is no URL.</returns>
    public static (CliOptions Options, string? Error) WithUrl(CliOptions options, string path)
    {
        (string[]? lines, string? error) = Read(path);
        string? url = lines is null ? null : UrlsFile.FirstUrl(lines);
        return (options with { Url = url }, error ?? (url is not null ? null
            : $"the URL is missing: --urls {path} has paths alone. Give the URL of their host after the options"));
    }

    /// <summary>Adds what is asked for in turn to options that have the one request.</summary>
    public static (LoadOptions? Typed, string? Error) Plan(LoadOptions typed, RequestOptions options, TargetUrl url)
    {
        (LoadData? data, string? error) = options.DataPath is { } path ? DataFile.Load(path) : (null, null);
        if (error is not null)
        {
            return (null, error);
        }

        (IReadOnlyList<LoadRequest>? requests, error) = options.UrlsPath is { } urls
            ? Load(urls, url, typed)
            : ([], null);
        return requests is null ? (null, error) : (typed with { Requests = requests, Data = data }, null);
    }

    private static (IReadOnlyList<LoadRequest>? Requests, string? Error) Load(
        string path, TargetUrl url, LoadOptions request)
    {
        (string[]? lines, string? error) = Read(path);
        try
        {
            return lines is null ? (null, error) : UrlsFile.Parse(lines, path, url, request);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A file that an entry's body is in.
            return (null, Unreadable(path, failure));
        }
    }

    private static (string[]? Lines, string? Error) Read(string path)
    {
        try
        {
            return (File.ReadAllLines(path), null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, Unreadable(path, failure));
        }
    }

    private static string Unreadable(string path, Exception failure) =>
        $"cannot read --urls {path} ({failure.Message}) Check the path";
}
