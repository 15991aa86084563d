using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Planning;
using Runner.Cli;

namespace Runner.Planning;

// The list of URLs and the data → what is asked for in turn, or the first reason why not. Stateless.
internal static class EntryPlanner
{
    // The sequence holds each entry as often as it weighs.
    private const int MaxSequence = 1_000_000;

    /// <summary>Options with the URL that a list begins with, where the command line has none.</summary>
    /// <returns>The options, or why there is no URL.</returns>
    public static (CliOptions Options, string? Error) WithUrl(CliOptions options, string path)
    {
        (string[]? lines, string? error) = Read(path);
        string? url = lines is null ? null : UrlsFile.FirstUrl(lines);
        return (options with { Url = url }, error ?? (url is not null ? null
            : $"the URL is missing: --urls {path} has paths alone. Give the URL of their host after the options"));
    }

    /// <returns>Neither a plan nor an error when there is but one fixed request.</returns>
    public static (EntryPlan? Plan, string? Error) Plan(RequestOptions options, TargetUrl url, RequestSpec request)
    {
        if (options.UrlsPath is null && options.DataPath is null)
        {
            return (null, null);
        }

        (DataTable? data, string? error) = options.DataPath is { } path ? DataFile.Load(path) : (null, null);
        if (error is not null)
        {
            return (null, error);
        }

        (IReadOnlyList<(int Weight, RequestSpec Request)>? lines, error) = options.UrlsPath is { } urls
            ? Load(urls, url, request)
            : ([(1, request)], null);
        return lines is null ? (null, error) : Assemble(options, lines, data);
    }

    private static (IReadOnlyList<(int Weight, RequestSpec Request)>? Lines, string? Error) Load(
        string path, TargetUrl url, RequestSpec request)
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

    private static (EntryPlan? Plan, string? Error) Assemble(
        RequestOptions options, IReadOnlyList<(int Weight, RequestSpec Request)> lines, DataTable? data)
    {
        List<RequestTemplate> entries = [];
        foreach ((_, RequestSpec request) in lines)
        {
            (RequestTemplate? entry, string? error) = RequestTemplate.Make(
                $"{request.Method} {request.Target}", request, data);
            if (entry is null)
            {
                return (null, error);
            }

            entries.Add(entry);
        }

        if (lines.Sum(line => (long)line.Weight) > MaxSequence)
        {
            return (null, $"the weights of --urls add up to more than {MaxSequence}; divide them by a common factor");
        }

        EntryPlan plan = new()
        {
            Entries = entries,
            Sequence = [.. lines.SelectMany((line, index) => Enumerable.Repeat(index, line.Weight))],
            Order = options.UrlsOrder,
            Data = data,
            Mode = options.DataMode,
            IsReported = options.UrlsPath is not null,
        };
        return (plan, null);
    }
}
