using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load;

/// <summary>
/// Turns typed options into the plan of a run, or throws an exception that names the property at fault.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class PlanBuilder
{
    private const int DefaultThreads = 2;

    // The sequence holds each request as often as it weighs.
    private const int MaxSequence = 1_000_000;

    /// <exception cref="LoadException">The options make no run.</exception>
    public static RunPlan Build(LoadOptions options)
    {
        bool isScripted = options.Source is not null;
        bool hasUsers = HasUsers(options);
        Refuse(Fault(options)
            ?? (hasUsers ? FaultOfUsers(options) : null)
            ?? LoadPlanner.Conflict(options, isScripted, OptionNames.Properties));
        PlanTerms terms = new()
        {
            Url = TargetUrl.TryParse(options.Target.AbsoluteUri)
                ?? throw new LoadException($"Target: {options.Target} is no http or https URL"),
            IsScripted = isScripted,
            NamesComeLater = hasUsers,
        };
        (RunPlan plan, string? fault) = Build(options, terms);
        Refuse(fault is null ? null : $"Headers: {fault}");
        return hasUsers ? ScenarioPlan.Decide(plan) : plan;
    }

    /// <summary>Makes the plan of options that can be combined, by themselves and with each other.</summary>
    /// <returns>The plan, and what is wrong with the fields of its request, in wrk's words; null if nothing is.
    /// </returns>
    /// <exception cref="LoadException">They make no run.</exception>
    public static (RunPlan Plan, string? Fault) Build(LoadOptions options, PlanTerms terms)
    {
        TargetUrl url = terms.Url;
        OptionNames names = terms.Names;
        LoadDecision load = LoadPlanner.Decide(options);
        int threads = options.Threads ?? Math.Min(DefaultThreads, load.Connections);
        Refuse(load.Connections < threads ? $"Threads: {threads} threads need a connection each; there are "
            + $"{load.Connections} Connections" : null);
        bool isForwarded = IsForwarded(options, terms);
        HeaderList headers = Fields(options, terms, []);
        RequestSpec request = RequestOf(
            options.Method, TargetOf(url, url.Target, isForwarded), options.Body, headers);
        EntryPlan? entries = EntriesOf(options, terms, request);
        (GatePlan? gates, string? error) = GatesOf(
            options,
            entries is { IsReported: true } ? [.. entries.Entries.Select(entry => entry.Name)] : null,
            terms.NamesComeLater,
            names);
        Refuse(error);
        RunPlan plan = new()
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
            Route = RouteOf(options, url) with { Names = names },
            Tunnel = isForwarded ? null : TunnelOf(options.Proxy),
            LocalAddresses = options.LocalAddresses,
            ConnectTimeout = options.ConnectTimeout is { } limit ? TimeLimit.Of(limit) : null,
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
            Drain = TimeLimit.Of(options.Drain),
            RequestLimit = options.RequestCount ?? 0,
            Load = options.MaxRedirects == 0 ? LoadPlanner.WithRows(load.Model, entries, options.Pipeline) : load.Model,
            Seed = options.Seed,
            Timeout = TimeLimit.Of(options.Timeout),
            Percentiles = options.Percentiles,
            LatencyCorrection = options.LatencyCorrection,
            HasOwnSource = options.Source is not null || HasUsers(options),
        };
        return (plan, headers.FindFault());
    }

    /// <summary>
    /// Returns what is wrong with thresholds and expectations, whatever is loaded; null if nothing is.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="namesComeLater">Whether requests get their names as the run goes on.</param>
    /// <param name="names">What options are called.</param>
    public static string? FaultOfGates(LoadOptions options, bool namesComeLater, OptionNames names) =>
        GatesOf(options, entries: null, namesComeLater, names).Error;

    private static (GatePlan? Plan, string? Error) GatesOf(
        LoadOptions options, IReadOnlyList<string>? entries, bool namesComeLater, OptionNames names) =>
        GatePlanner.Plan(
            new GateOptions
            {
                Thresholds = options.Thresholds,
                ExpectStatus = options.ExpectStatus,
                ExpectBody = options.ExpectBody,
                AbortOnFail = options.AbortOnFail,
                NamesComeLater = namesComeLater,
            },
            options.Rate is not null,
            options.MaxRedirects > 0,
            entries,
            names);

    private static bool HasUsers(LoadOptions options) => options.User is not null || options.Users.Count > 0;

    private static string? Fault(LoadOptions options) => options switch
    {
        { Target.IsAbsoluteUri: false } => "Target: the URL has to be absolute",
        { Connections: <= 0 } => "Connections: at least one is needed",
        { Threads: <= 0 } => "Threads: at least one is needed",
        { RequestCount: <= 0 } => "RequestCount: at least one is needed; null is no limit",
        { Pipeline: <= 0 } => "Pipeline: at least one request is sent at once",
        { Rate: 0, RateAtEnd: null or 0, Stages.Count: 0 } => "Rate: 0 never sends; null is no limit",
        { RateAtEnd: not null, Rate: null } => "RateAtEnd: a ramp begins at a Rate",
        _ when IsNoRate(options.Rate) => "Rate: it is a number of requests a second, 0 or more",
        _ when IsNoRate(options.RateAtEnd) => "RateAtEnd: it is a number of requests a second, 0 or more",
        _ when options.Stages.Any(stage => stage.Duration <= TimeSpan.Zero || IsNoRate(stage.Level)) =>
            "Stages: each takes some time, and has a level of 0 or more",
        _ when FaultOfTimes(options) is { } fault => fault,
        _ when Describes(options) && options.Source is not null =>
            "Source and Requests, Data or Body cannot be combined: all of them say what is sent",
        { MaxUsers: not null, User: null, Users.Count: 0 } => "MaxUsers needs User",
        { MaxUsers: not null, Rate: null } => "MaxUsers needs Rate: without it, there are as many as Connections",
        { Data: null, DataMode: not DataMode.Sequential } => "DataMode needs Data",
        _ => null,
    };

    // What limits something may be no limit; what takes time ends.
    private static string? FaultOfTimes(LoadOptions options) => options switch
    {
        { Duration: { } duration } when TimeLimit.Of(duration) <= TimeSpan.Zero => "Duration: it ends before it begins",
        _ when IsNegative(options.Timeout) => "Timeout: it cannot be negative",
        _ when options.ConnectTimeout is { } limit && IsNegative(limit) => "ConnectTimeout: it cannot be negative",
        _ when IsNegative(options.Drain) => "Drain: it cannot be negative",
        _ when IsNegative(options.WaitFor) => "WaitFor: it cannot be negative",
        _ when options.Warmup < TimeSpan.Zero => "Warmup: it cannot be negative",
        _ when options.Warmup > TimeLimit.Longest => "Warmup: it takes longer than a century",
        _ when options.Stages.Sum(stage => stage.Duration.TotalDays) > TimeLimit.Longest.TotalDays =>
            "Stages: they take longer than a century",
        _ when options.ThinkTime.Shortest < TimeSpan.Zero
            || options.ThinkTime.Longest < options.ThinkTime.Shortest =>
            "ThinkTime: it goes from the shortest to the longest, neither negative",
        _ when options.ThinkTime.Longest > TimeLimit.Longest => "ThinkTime: it takes longer than a century",
        _ => null,
    };

    private static bool IsNegative(TimeSpan limit) => TimeLimit.Of(limit) < TimeSpan.Zero;

    private static string? FaultOfUsers(LoadOptions options) => options switch
    {
        { User: not null, Users.Count: > 0 } => "User and Users cannot be combined: put it among Users",
        { Source: not null } => "User and Source cannot be combined: both say what is sent",
        { Pipeline: > 1 } => "User and Pipeline cannot be combined: a user awaits each answer",
        { MaxUsers: <= 0 } => "MaxUsers: at least one is needed; null is as many as Connections",
        { ThinkTime.Longest.Ticks: > 0 } => "User and ThinkTime cannot be combined: call ThinkAsync in it",
        { RequestsPerConnection: > 0 } => "RequestsPerConnection cannot be combined with User",
        { Method: not "GET" } => "User and Method cannot be combined: call PostAsync and the like in it",
        _ when Describes(options) => "User and Requests, Data or Body cannot be combined: all of them say what is sent",
        _ when options.Users.Any(kind => kind.Weight < 1) => "Users: each Weight is at least 1",
        _ => null,
    };

    private static bool Describes(LoadOptions options) =>
        options.Requests.Count > 0 || options.Data is not null || options.Body is not null;

    private static bool IsNoRate(double? rate) => rate is { } value && !(value >= 0 && double.IsFinite(value));

    private static HeaderList Fields(
        LoadOptions options, PlanTerms terms, IReadOnlyList<KeyValuePair<string, string>> own)
    {
        HeaderList headers = new(terms.Url.HostField);
        foreach ((string name, string value) in options.Headers.Concat(own))
        {
            headers.Add($"{name}: {value}");
        }

        if (options.RequestsPerConnection == 1)
        {
            headers.AddMissing("Connection", "close");
        }

        if (IsForwarded(options, terms) && options.Proxy!.UserName is { } userName)
        {
            byte[] pair = Encoding.UTF8.GetBytes($"{userName}:{options.Proxy.Password}");
            headers.AddMissing("Proxy-Authorization", $"Basic {Convert.ToBase64String(pair)}");
        }

        return headers;
    }

    private static RequestSpec RequestOf(
        string method, string target, ReadOnlyMemory<byte>? body, HeaderList headers) =>
        new(method, target, headers.Items, body?.ToArray() ?? [], body is not null);

    private static EntryPlan? EntriesOf(LoadOptions options, PlanTerms terms, RequestSpec request)
    {
        if (options.Requests.Count == 0 && options.Data is null)
        {
            return null;
        }

        OptionNames names = terms.Names;
        Refuse(options.Requests.Any(item => item.Weight < 1) ? "Requests: each Weight is at least 1" : null);
        Refuse(options.Requests.Sum(item => (long)item.Weight) > MaxSequence
            ? $"the weights of {names.RequestList} add up to more than {MaxSequence}; divide them by a common factor"
            : null);
        (string? Name, int Weight, RequestSpec Request)[] items = options.Requests.Count == 0
            ? [(null, 1, request)]
            : [.. options.Requests.Select(item => (item.Name, item.Weight, RequestOf(options, terms, item)))];
        return new EntryPlan
        {
            Entries = [.. items.Select(item => TemplateOf(item.Name, item.Request, options.Data?.Table, names))],
            Sequence = [.. items.SelectMany((item, index) => Enumerable.Repeat(index, item.Weight))],
            Order = options.Order,
            Data = options.Data?.Table,
            Mode = options.DataMode,
            IsReported = options.Requests.Count > 0,
        };
    }

    private static RequestSpec RequestOf(LoadOptions options, PlanTerms terms, LoadRequest item)
    {
        HeaderList headers = Fields(options, terms, item.Headers);
        Refuse(headers.FindFault() is { } fault ? $"Headers: {fault}" : null);
        string target = TargetOf(terms.Url, item.Target, IsForwarded(options, terms));
        return RequestOf(item.Method, target, item.Body, headers);
    }

    private static RequestTemplate TemplateOf(string? name, RequestSpec request, DataTable? data, OptionNames names)
    {
        (RequestTemplate? template, string? error) = RequestTemplate.Make(
            name ?? $"{request.Method} {request.Target}", request, data);
        return template ?? throw new LoadException($"{names.InData}{error}");
    }

    // A proxy of HTTP passes requests for plain targets on, if they name the whole URL (RFC 9112 §3.2.2). Who writes
    // them for the target needs a tunnel.
    private static bool IsForwarded(LoadOptions options, PlanTerms terms) =>
        options.Proxy is { TunnelsPlainHttp: false } && !terms.Url.IsTls && !terms.IsScripted;

    private static HttpProxy? TunnelOf(HttpProxy? proxy) => proxy is { TunnelsPlainHttp: false }
        ? HttpProxy.Http(proxy.Host, proxy.Port, proxy.UserName, proxy.Password, tunnelsPlainHttp: true)
        : proxy;

    private static string TargetOf(TargetUrl url, string target, bool isForwarded) =>
        isForwarded ? $"{url.Scheme}://{url.HostField}{target}" : target;

    private static Route RouteOf(LoadOptions options, TargetUrl url)
    {
        Route route = options switch
        {
            { ConnectTo: { } other } => new Route { Host = other.Host, Port = other.Port, Service = $"{other.Port}" },
            { Proxy: { } proxy } => new Route { Host = proxy.Host, Port = proxy.Port, Service = $"{proxy.Port}" },
            _ => Route.To(url),
        };
        return route with
        {
            Addresses = options.Addresses.Count > 0 ? options.Addresses : null,
            Family = options.AddressFamily,
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
