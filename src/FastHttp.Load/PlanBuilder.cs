using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Text;

namespace FastHttp.Load;

// Typed options → the plan of a run, or an exception that names the property at fault. Stateless.
internal static class PlanBuilder
{
    private const int DefaultThreads = 2;

    // The sequence holds each request as often as it weighs.
    private const int MaxSequence = 1_000_000;

    /// <exception cref="LoadException">The options make no run.</exception>
    public static RunPlan Build(LoadOptions options)
    {
        OptionNames names = OptionNames.Properties;
        Refuse(Fault(options) ?? LoadPlanner.Conflict(options, options.Source is not null, names));
        TargetUrl url = TargetUrl.TryParse(options.Target.AbsoluteUri)
            ?? throw new LoadException($"Target: {options.Target} is no http or https URL");
        LoadDecision load = LoadPlanner.Decide(options);
        int threads = options.Threads ?? Math.Min(DefaultThreads, load.Connections);
        Refuse(load.Connections < threads ? $"Threads: {threads} threads need a connection each; there are "
            + $"{load.Connections} Connections" : null);
        RequestSpec request = RequestOf(options.Method, url.Target, options.Body, Fields(options, url, []));
        EntryPlan? entries = EntriesOf(options, url, request);
        (GatePlan? gates, string? error) = GatePlanner.Plan(
            new GateOptions
            {
                Thresholds = options.Thresholds,
                ExpectStatus = options.ExpectStatus,
                ExpectBody = options.ExpectBody,
                AbortOnFail = options.AbortOnFail,
            },
            options.Rate is not null,
            options.MaxRedirects > 0,
            entries is { IsReported: true } ? [.. entries.Entries.Select(entry => entry.Name)] : null,
            names);
        Refuse(error);
        return new RunPlan
        {
            Target = new HttpEndPoint(url.IsTls, url.Host, url.Port, options.UnixSocketPath),
            Addresses = [],
            Request = RequestBytes.Prepare(request, options.Pipeline),
            Entries = entries,
            Pipeline = options.Pipeline,
            RequestsPerConnection = options.RequestsPerConnection,
            MaxRedirects = options.MaxRedirects,
            KeepsCookies = options.KeepsCookies,
            Tls = options.Tls.ToPlan(),
            Gates = gates!,
            Route = RouteOf(options, url),
            Tunnel = options.Proxy,
            LocalAddresses = options.LocalAddresses,
            ConnectTimeout = options.ConnectTimeout,
            Url = options.Target.OriginalString,
            RunName = options.Name,
            Tags = options.Tags,
            ParsedUrl = url,
            Headers = request.Headers,
            Warnings = [.. LoadPlanner.Warnings(options, load, names)],
            Lanes = threads,
            Connections = load.Connections,
            Duration = load.Duration,
            HasTimeLimit = load.HasTimeLimit,
            Drain = options.Drain,
            RequestLimit = options.RequestCount ?? 0,
            Load = options.MaxRedirects == 0 ? LoadPlanner.WithRows(load.Model, entries, options.Pipeline) : load.Model,
            Seed = options.Seed,
            Timeout = options.Timeout,
            Percentiles = options.Percentiles,
            LatencyCorrection = options.LatencyCorrection,
            HasOwnSource = options.Source is not null,
        };
    }

    private static string? Fault(LoadOptions options)
    {
        bool describes = options.Requests.Count > 0 || options.Data is not null || options.Body is not null;
        bool looksBack = options.MaxRedirects > 0 || options.KeepsCookies;
        bool isBatched = options.Pipeline > 1 || options.Source is not null;
        return options switch
        {
            { Target.IsAbsoluteUri: false } => "Target: the URL has to be absolute",
            { Connections: <= 0 } => "Connections: at least one is needed",
            { Threads: <= 0 } => "Threads: at least one is needed",
            { RequestCount: <= 0 } => "RequestCount: at least one is needed; null is no limit",
            { Pipeline: <= 0 } => "Pipeline: at least one request is sent at once",
            { Rate: 0, RateAtEnd: null or 0, Stages.Count: 0 } => "Rate: 0 never sends; null is no limit",
            { RateAtEnd: not null, Rate: null } => "RateAtEnd: a ramp begins at a Rate",
            { Duration: { } duration } when duration <= TimeSpan.Zero => "Duration: it ends before it begins",
            _ when IsNoRate(options.Rate) => "Rate: it is a number of requests a second, 0 or more",
            _ when IsNoRate(options.RateAtEnd) => "RateAtEnd: it is a number of requests a second, 0 or more",
            _ when options.Stages.Any(stage => stage.Duration <= TimeSpan.Zero || IsNoRate(stage.Level)) =>
                "Stages: each takes some time, and has a level of 0 or more",
            _ when options.Warmup < TimeSpan.Zero => "Warmup: it cannot be negative",
            _ when options.Drain < TimeSpan.Zero => "Drain: it cannot be negative",
            _ when options.ThinkTime.Shortest < TimeSpan.Zero
                || options.ThinkTime.Longest < options.ThinkTime.Shortest =>
                "ThinkTime: it goes from the shortest to the longest, neither negative",
            _ when describes && options.Source is not null =>
                "Source and Requests, Data or Body cannot be combined: all of them say what is sent",
            _ when looksBack && isBatched =>
                "MaxRedirects and KeepsCookies cannot be combined with Pipeline or Source",
            _ when options.RequestsPerConnection > 0 && isBatched =>
                "RequestsPerConnection cannot be combined with Pipeline or Source",
            _ when options.KeepsCookies && options.RequestsPerConnection == 1 =>
                "KeepsCookies lasts as long as a connection, so RequestsPerConnection cannot be 1",
            { Data: null, DataMode: not DataMode.Sequential } => "DataMode needs Data",
            _ => null,
        };
    }

    private static bool IsNoRate(double? rate) => rate is { } value && !(value >= 0 && double.IsFinite(value));

    private static HeaderList Fields(
        LoadOptions options, TargetUrl url, IReadOnlyList<KeyValuePair<string, string>> own)
    {
        HeaderList headers = new(url.HostField);
        foreach ((string name, string value) in options.Headers.Concat(own))
        {
            headers.Add($"{name}: {value}");
        }

        if (options.RequestsPerConnection == 1)
        {
            headers.AddMissing("Connection", "close");
        }

        Refuse(headers.FindFault() is { } fault ? $"Headers: {fault}" : null);
        return headers;
    }

    private static RequestSpec RequestOf(
        string method, string target, ReadOnlyMemory<byte>? body, HeaderList headers) =>
        new(method, target, headers.Items, body?.ToArray() ?? [], body is not null);

    private static EntryPlan? EntriesOf(LoadOptions options, TargetUrl url, RequestSpec request)
    {
        if (options.Requests.Count == 0 && options.Data is null)
        {
            return null;
        }

        Refuse(options.Requests.Any(item => item.Weight < 1) ? "Requests: each Weight is at least 1" : null);
        Refuse(options.Requests.Sum(item => (long)item.Weight) > MaxSequence
            ? $"Requests: the weights add up to more than {MaxSequence}; divide them by a common factor" : null);
        (string Name, int Weight, RequestSpec Request)[] items = options.Requests.Count == 0
            ? [($"{request.Method} {request.Target}", 1, request)]
            : [.. options.Requests.Select(item => (
                item.Name ?? $"{item.Method} {item.Target}",
                item.Weight,
                RequestOf(item.Method, item.Target, item.Body, Fields(options, url, item.Headers))))];
        return new EntryPlan
        {
            Entries = [.. items.Select(item => TemplateOf(item.Name, item.Request, options.Data?.Table))],
            Sequence = [.. items.SelectMany((item, index) => Enumerable.Repeat(index, item.Weight))],
            Order = options.Order,
            Data = options.Data?.Table,
            Mode = options.DataMode,
            IsReported = options.Requests.Count > 0,
        };
    }

    private static RequestTemplate TemplateOf(string name, RequestSpec request, DataTable? data)
    {
        (RequestTemplate? template, string? error) = RequestTemplate.Make(name, request, data);
        return template ?? throw new LoadException($"Data: {error}");
    }

    private static Route RouteOf(LoadOptions options, TargetUrl url)
    {
        Route route = options.Proxy is { } proxy
            ? new Route { Host = proxy.Host, Port = proxy.Port, Service = $"{proxy.Port}" }
            : Route.To(url);
        return route with
        {
            Addresses = options.Addresses.Count > 0 ? options.Addresses : null,
            LocalAddress = options.LocalAddresses.Count > 0 ? options.LocalAddresses[0] : null,
        };
    }

    private static void Refuse(string? error)
    {
        if (error is not null)
        {
            throw new LoadException(error);
        }
    }
}
