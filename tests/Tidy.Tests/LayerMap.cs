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
        "FastHttp.StreamedBody", "FastHttp.ReadOnlyStream", "FastHttp.ResponseOptions",
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
        ["FastHttp.Transports.TlsSelector"] = ["FastHttp.Transports.OpenSsl"],
        ["FastHttp.Transports.TlsClient"] = ["FastHttp.Transports.OpenSsl"],
        ["FastHttp.Transports.Memory"] = ["FastHttp.Transports"],
        ["FastHttp.Transports.Sockets"] = ["FastHttp.Transports"],
        ["FastHttp.Transports.Linux"] = ["FastHttp.Transports"],
        ["FastHttp.Transports.OpenSsl"] = ["FastHttp.Transports"],

        // The load engine. Data goes forward; a room names those above it in this list, and the root joins them.
        ["FastHttp.Load.Text"] = [],
        ["FastHttp.Load.Recording"] =
        [
            "FastHttp.HttpError", "FastHttp.HttpErrorText", "FastHttp.HttpFailure", "FastHttp.IResponseObserver",
            "FastHttp.BrokenResponse",
            "FastHttp.Transports.TransportError", "FastHttp.Transports.TransportLoop",
        ],
        ["FastHttp.Load.Results"] = ["FastHttp.Load.Recording"],
        ["FastHttp.Load.Gates"] = ["FastHttp.Load.Text", "FastHttp.Load.Recording", "FastHttp.Load.Results"],
        ["FastHttp.Load.Planning"] = ["FastHttp.Load.Text", "FastHttp.Load.Gates", "FastHttp"],
        ["FastHttp.Load.Sources"] =
        [
            "FastHttp.Load.Gates", "FastHttp.Load.Planning", "FastHttp.Load.Recording",
            "FastHttp", "FastHttp.Transports.TransportLoop",
        ],
        ["FastHttp.Load.Users"] =
        [
            "FastHttp.Load.Gates", "FastHttp.Load.Planning", "FastHttp.Load.Recording", "FastHttp.Load.Sources",
            "FastHttp", "FastHttp.Transports",
        ],
        ["FastHttp.Load.Pacing"] =
        [
            "FastHttp.Load.Planning", "FastHttp.Load.Recording", "FastHttp.Load.Sources", "FastHttp.Load.Users",
            "FastHttp.Transports",
        ],
        ["FastHttp.Load.Documents"] =
        [
            "FastHttp.Load.Text", "FastHttp.Load.Planning", "FastHttp.Load.Recording", "FastHttp.Load.Results",
            "FastHttp.Load.Gates", "FastHttp.HttpError", "FastHttp.HttpEndPoint",
        ],
        ["FastHttp.Load"] =
        [
            "FastHttp.Load.Text", "FastHttp.Load.Planning", "FastHttp.Load.Recording", "FastHttp.Load.Results",
            "FastHttp.Load.Gates", "FastHttp.Load.Sources", "FastHttp.Load.Users", "FastHttp.Load.Pacing",
            "FastHttp.Load.Documents", "FastHttp", "FastHttp.Transports",
        ],

        // The command. Data goes forward; only the root, which wires the commands, names every stage.
        ["Runner"] =
        [
            "FastHttp.Load.Text.UrlText",
            "Runner.Cli", "Runner.Planning", "Runner.Scripting", "Runner.Reporting", "Runner.Outputs", "Runner.Pages",
            "Runner.Comparing", "Runner.Repeating", "Runner.Gates", "Runner.Help", "Runner.Diagnosis", "Runner.Live",
            "Runner.Setup", "Runner.Serving", "Runner.Demo", "Runner.Locust", "Runner.Scenarios", "FastHttp",
            "FastHttp.Transports",
            "FastHttp.Load", "FastHttp.Load.Documents", "FastHttp.Load.Gates", "FastHttp.Load.Planning",
            "FastHttp.Load.Recording", "FastHttp.Load.Results", "FastHttp.Load.Sources", "FastHttp.Load.Users",

            // Program gives it the exceptions that nothing has caught.
            "LocustBridge.LocustWorker",
        ],
        ["Runner.Cli"] =
        [
            "FastHttp.Load.LoadStage", "FastHttp.Load.TimeRange", "FastHttp.Load.Text", "FastHttp.Load.Planning",
            "FastHttp.Load.Gates.GateOptions",
        ],
        ["Runner.Planning"] =
        [
            "Runner.Cli", "Runner.Scripting.LuaEngineKind", "Runner.Scripting.ScriptSettings",
            "FastHttp.Load", "FastHttp.Load.Text", "FastHttp.Load.Gates", "FastHttp.Load.Planning", "FastHttp",
            "FastHttp.Transports",
        ],
        ["Runner.Drawing"] = ["FastHttp.Load.Results"],
        ["Runner.Live"] =
            ["Runner.Drawing", "FastHttp.Load.Results", "Runner.Cli.LiveOptions", "Runner.Cli.LiveChoice"],
        ["Runner.Setup"] = ["Runner.Cli.OptionSpec", "FastHttp.Transports"],
        ["Runner.Help"] = ["Runner.Cli", "FastHttp.Load.Text.Spelling"],
        ["Runner.Diagnosis"] =
        [
            "FastHttp.Load.Planning", "FastHttp.Load.Recording", "FastHttp.Load.Users.LaneOptions",
            "FastHttp.Load.Users.CertificateNote", "FastHttp", "FastHttp.Transports.TransportLoop",
        ],
        ["Runner.Gates"] = ["FastHttp.Load.Gates"],
        ["Runner.Scripting"] =
        [
            "Runner.Planning.DataFile", "FastHttp.Load.Planning", "FastHttp.Load.Recording", "FastHttp.Load.Sources",
            "FastHttp",
        ],
        ["Runner.Scenarios"] =
        [
            "Runner.Scripting", "FastHttp.Load", "FastHttp.Load.Planning", "FastHttp.Load.Recording",
            "FastHttp.Load.Sources", "FastHttp.Load.Users", "FastHttp.Load.Gates", "FastHttp", "FastHttp.Transports",
        ],
        ["Runner.Reporting"] =
        [
            "Runner.Drawing",
            "FastHttp.Load.Documents", "FastHttp.Load.Planning", "FastHttp.Load.Recording", "FastHttp.Load.Results",
            "FastHttp.Load.Text", "FastHttp.HttpError",
        ],
        ["Runner.Outputs"] =
        [
            "Runner.Cli", "Runner.Pages", "Runner.Reporting", "Runner.Serving.BareServer", "FastHttp.Load.Recording",
            "FastHttp.Load.Results",
        ],

        // A result as a page, and results side by side: they know the document, and nothing of how it came to be.
        ["Runner.Html"] = [],
        ["Runner.Charts"] = ["Runner.Html"],
        ["Runner.Pages"] =
            ["Runner.SubCommand", "Runner.Html", "Runner.Charts", "FastHttp.Load.Results", "FastHttp.Load.Recording"],
        ["Runner.Comparing"] =
            ["Runner.SubCommand", "Runner.Html", "Runner.Charts", "Runner.Pages", "FastHttp.Load.Results"],
        ["Runner.Repeating"] =
            ["Runner.SubCommand", "Runner.Cli", "Runner.Html", "Runner.Comparing", "FastHttp.Load.Results"],
        ["Runner.Serving"] = ["Runner.SubCommand"],
        ["Runner.Demo"] = ["Runner.Serving", "Runner.SubCommand"],
        ["Runner.Locust"] =
        [
            "Runner.SubCommand", "Runner.Cli", "Runner.Planning", "Runner.Scripting", "Runner.Scenarios",
            "Runner.Gates", "FastHttp.Load.Text", "FastHttp.Load.Planning", "FastHttp.Load.Recording",
            "FastHttp.Load.Sources", "FastHttp.Load.Users", "FastHttp.Load.Gates", "FastHttp.Load.RequestSources",
            "FastHttp.Load.CodeWarmup", "LocustBridge",
            "LocustBridge.Statistics", "LocustBridge.Outputs", "LocustBridge.RateLimiting", "LocustBridge.Tasks",
            "FastHttp", "FastHttp.Transports",
        ],

        // What a run leaves behind, as the root does it for the other kind of run.
        ["Runner.Locust.RunResults"] =
        [
            "Runner.Live", "Runner.Outputs", "Runner.Reporting", "FastHttp.Load.LiveNotifier",
            "FastHttp.Load.Documents", "FastHttp.Load.Results",
        ],

        // The bridge. The wire carries bytes and knows nothing of Locust; what it says to a master is the root's.
        ["LocustBridge"] =
        [
            "LocustBridge.Wire", "LocustBridge.Statistics", "LocustBridge.Outputs", "LocustBridge.RateLimiting",
        ],

        // A program in one call has its users' tasks in it.
        ["LocustBridge.LocustWorker"] = ["LocustBridge.Tasks"],
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
