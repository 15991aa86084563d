using System;
using System.Collections.Generic;
using System.Linq;

namespace Tidy.Tests;

/// <summary>
/// Who may name whom (ADR-0001). A key is a namespace, or a type where one type alone may do more than its namespace; a
/// value is a namespace or a type of ours. A namespace may always name itself; what has no entry may be nowhere.
/// </summary>
internal static class LayerMap
{
    private static readonly string[] s_transports =
        ["FastHttp.Transports.Memory", "FastHttp.Transports.Sockets", "FastHttp.Transports.Linux"];

    // The data that every layer of the library above the transports hands on: no connection, no loop, no pool.
    private static readonly string[] s_messages =
    [
        "FastHttp.HttpError", "FastHttp.FastHttpOptions", "FastHttp.RequestTraits", "FastHttp.PreparedRequest",
        "FastHttp.KnownHeader", "FastHttp.HttpField", "FastHttp.FastHttpRequest", "FastHttp.FastHttpResponse",
        "FastHttp.FastHttpRequestHeaders", "FastHttp.FastHttpResponseHeaders", "FastHttp.HttpEndPoint",
        "FastHttp.ThrowHelper",
        "FastHttp.HttpException", "FastHttp.HttpFailure", "FastHttp.HttpProxy",
        "FastHttp.StreamedBody", "FastHttp.ReadOnlyStream",
    ];

    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        // The library. The transports know no HTTP; the protocol knows no transport; the root joins the two.
        ["FastHttp"] =
        [
            "FastHttp.Http1", "FastHttp.Pooling", "FastHttp.Transports", "FastHttp.MessageHandling",
            "FastHttp.Telemetry",
        ],
        ["FastHttp.Http1"] = [.. s_messages, "FastHttp.Pooling.MessageBuffer"],
        ["FastHttp.Pooling"] =
        [
            // The pool stands on the connection and on what opens, awaits and times one; the client stands on the pool.
            .. s_messages, "FastHttp.HttpConnection", "FastHttp.Http1", "FastHttp.Transports",
            "FastHttp.IConnectionHandler", "FastHttp.IExchangeHandler", "FastHttp.ExchangeSource",
            "FastHttp.ExchangeTimes", "FastHttp.ConnectionOpener", "FastHttp.AddressResolver",
            "FastHttp.PoolStatistics", "FastHttp.ConnectionCloses", "FastHttp.IRetryPolicy", "FastHttp.RetryContext",
            "FastHttp.RetryDecision", "FastHttp.ExchangeOutcome", "FastHttp.LoadBalancingPolicy",
            "FastHttp.Telemetry",
        ],
        // From and to the messages of HttpClient: on our messages alone, no connection and no pool.
        ["FastHttp.MessageHandling"] =
        [
            .. s_messages, "FastHttp.Http1.KnownHeaders", "FastHttp.Http1.ContentCoding",
            "FastHttp.Http1.ContentDecoder", "FastHttp.Http1.CheckedDecoder",
            "FastHttp.RedirectPolicy", "FastHttp.RedirectStep", "FastHttp.BodyStream",
        ],
        // It reads what pools hold when it is asked; calls and connections tell it what they took.
        ["FastHttp.Telemetry"] =
        [
            .. s_messages, "FastHttp.PoolStatistics", "FastHttp.Pooling.PoolMap", "FastHttp.Pooling.ConnectionPool",
        ],
        ["FastHttp.Transports"] = [],
        ["FastHttp.Transports.TransportSelector"] = s_transports,
        ["FastHttp.Transports.Memory"] = ["FastHttp.Transports"],
        ["FastHttp.Transports.Sockets"] = ["FastHttp.Transports"],
        ["FastHttp.Transports.Linux"] = ["FastHttp.Transports"],

        // The command. Data goes forward; only the root, which wires the commands, names every stage.
        ["Runner"] =
        [
            "Runner.Cli", "Runner.Planning", "Runner.Scripting", "Runner.Execution", "Runner.Recording",
            "Runner.Reporting", "Runner.Results", "Runner.Outputs", "Runner.Pages", "Runner.Comparing",
            "Runner.Repeating", "Runner.Gates", "Runner.Help", "Runner.Diagnosis", "Runner.Live", "Runner.Setup",
            "Runner.Serving", "Runner.Demo",
            "Runner.Locust", "FastHttp", "FastHttp.Transports",

            // Program gives it the exceptions that nothing has caught.
            "LocustBridge.LocustWorker",
        ],
        ["Runner.Cli"] = [],
        ["Runner.Planning"] =
            ["Runner.Cli", "Runner.Gates", "Runner.Scripting.LuaEngineKind", "FastHttp", "FastHttp.Transports"],
        ["Runner.Live"] = ["Runner.Results", "Runner.Cli.LiveOptions", "Runner.Cli.LiveChoice"],
        ["Runner.Setup"] = ["Runner.Cli.OptionTable", "Runner.Cli.OptionSpec", "FastHttp.Transports"],
        ["Runner.Help"] = ["Runner.Cli.Spelling"],
        ["Runner.Diagnosis"] =
        [
            "Runner.Planning", "Runner.Recording", "Runner.Execution.LaneOptions", "Runner.Execution.CertificateNote",
            "FastHttp", "FastHttp.Transports.TransportLoop",
        ],
        ["Runner.Gates"] = ["Runner.Cli", "Runner.Recording", "Runner.Results"],
        ["Runner.Scripting"] = ["Runner.Planning", "Runner.Recording", "FastHttp"],
        ["Runner.Execution"] =
        [
            "Runner.Planning", "Runner.Recording", "Runner.Scripting", "Runner.Gates", "Runner.Cli.UrlsOrder",
            "Runner.Cli.DataMode", "FastHttp", "FastHttp.Transports",
        ],
        ["Runner.Recording"] =
        [
            "FastHttp.HttpError", "FastHttp.HttpErrorText", "FastHttp.HttpFailure", "FastHttp.IResponseObserver",
            "FastHttp.BrokenResponse",
            "FastHttp.Transports.TransportError",
        ],
        ["Runner.Results"] = [],
        ["Runner.Reporting"] =
        [
            "Runner.Cli", "Runner.Planning", "Runner.Recording", "Runner.Results", "Runner.Gates",
            "FastHttp.HttpError",
        ],
        ["Runner.Outputs"] =
        [
            "Runner.Cli", "Runner.Results", "Runner.Pages", "Runner.Reporting", "Runner.Recording", "Runner.Planning",
            "Runner.Serving.BareServer",
        ],

        // A result as a page, and results side by side: they know the document, and nothing of how it came to be.
        ["Runner.Html"] = [],
        ["Runner.Charts"] = ["Runner.Html"],
        ["Runner.Pages"] = ["Runner.SubCommand", "Runner.Html", "Runner.Charts", "Runner.Results", "Runner.Recording"],
        ["Runner.Comparing"] =
            ["Runner.SubCommand", "Runner.Html", "Runner.Charts", "Runner.Pages", "Runner.Results"],
        ["Runner.Repeating"] =
            ["Runner.SubCommand", "Runner.Cli", "Runner.Html", "Runner.Comparing", "Runner.Results"],
        ["Runner.Serving"] = ["Runner.SubCommand"],
        ["Runner.Demo"] = ["Runner.Serving", "Runner.SubCommand"],
        ["Runner.Locust"] =
        [
            "Runner.SubCommand", "Runner.Cli", "Runner.Planning", "Runner.Execution", "Runner.Recording",
            "Runner.Scripting", "Runner.Gates", "LocustBridge", "LocustBridge.Statistics", "LocustBridge.Outputs",
            "LocustBridge.RateLimiting", "LocustBridge.Tasks", "FastHttp", "FastHttp.Transports",
        ],

        // What a run leaves behind, as the root does it for the other kind of run.
        ["Runner.Locust.RunResults"] =
        [
            "Runner.LiveNotifier", "Runner.Live", "Runner.Outputs", "Runner.Reporting", "Runner.Results",
        ],

        // The bridge. The wire carries bytes and knows nothing of Locust; what it says to a master is the root's.
        ["LocustBridge"] =
        [
            "LocustBridge.Wire", "LocustBridge.Statistics", "LocustBridge.Outputs", "LocustBridge.RateLimiting",
        ],
        ["LocustBridge.Http"] = ["LocustBridge.Tasks", "LocustBridge.Statistics", "FastHttp"],
        ["LocustBridge.Wire"] = [],
        ["LocustBridge.RateLimiting"] = [],
        ["LocustBridge.Statistics"] = ["LocustBridge.LocustValue"],
        ["LocustBridge.Outputs"] = ["LocustBridge", "LocustBridge.Statistics"],
        ["LocustBridge.Tasks"] = ["LocustBridge", "LocustBridge.Statistics", "LocustBridge.RateLimiting"],
    };

    /// <summary>Whether the map has an entry for the namespace.</summary>
    public static bool Knows(string @namespace) => s_allowed.ContainsKey(@namespace);

    /// <summary>Whether the namespace is one of ours.</summary>
    public static bool IsOurs(string? @namespace) =>
        @namespace?.Split('.')[0] is "FastHttp" or "Runner" or "LocustBridge";

    /// <summary>Whether a type of a namespace may name another type.</summary>
    public static bool Allows(string fromNamespace, string fromType, string toNamespace, string toType)
    {
        if (fromNamespace == toNamespace || !IsOurs(toNamespace))
        {
            return true;
        }

        IEnumerable<string> allowed = s_allowed.GetValueOrDefault(fromNamespace, [])
            .Concat(s_allowed.GetValueOrDefault(fromType, []));
        return allowed.Any(entry => entry == toNamespace || entry == toType);
    }

    /// <summary>Whether a using line may stand in a namespace at all: some type behind it is allowed.</summary>
    public static bool AllowsUsing(string fromNamespace, string fromType, string used) =>
        Allows(fromNamespace, fromType, used, used)
        || s_allowed.GetValueOrDefault(fromNamespace, [])
            .Any(entry => entry.StartsWith(used + ".", StringComparison.Ordinal));
}
