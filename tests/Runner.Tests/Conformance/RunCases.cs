using System.Collections.Generic;
using Testing;

namespace Runner.Tests.Conformance;

// Conformance cases 29-41. A row with two shapes is a row of docs/wrk-compatibility.md.
internal static class RunCases
{
    private const string Good = "requests bytes latency rate";

    public static IReadOnlyList<RunCase> All { get; } =
    [
        new("/cl", Good),
        new("/cl", Good, Args: "-t2 -c4 -d1 --latency"),
        .. SpecRow.Of<RunCase>(
            "wrk", 29, new("/chunked", Good), new("/trailers", Good), new("/204", Good), new("/304", Good),
            new("/folded", Good), new("/lf", Good), new("/noreason", Good)),
        .. SpecRow.Of<RunCase>(
            "wrk", 30, new("/close", Good) { Reconnects = true }, new("/closekept", Good) { Reconnects = true }),
        .. SpecRow.Of<RunCase>("wrk", 31, new("/http10", Good) { Reconnects = true }, new("/http10ka", Good)),
        .. SpecRow.Of<RunCase>("wrk", 32, new RunCase("/closesilent", Good + " read") { Reconnects = true }),
        .. SpecRow.Of<RunCase>(
            "wrk",
            33,
            new("/drop", "read") { Reconnects = true },
            new("/rst", "read") { Reconnects = true },
            new("/truncated", "bytes read") { Reconnects = true, AnyBytes = true },
            new("/garbage", "read") { Reconnects = true, AnyBytes = true },
            new("/clcl", "read") { Reconnects = true, AnyBytes = true },
            new("/bighead", "bytes read") { Reconnects = true, AnyBytes = true }),
        .. SpecRow.Of<RunCase>(
            "wrk", 34, new("/302", Good), new("/399", Good), new("/400", Good + " status"),
            new("/404", Good + " status"), new("/500", Good + " status")),

        // wrk takes the end of the body for a failure.
        .. SpecRow.Of<RunCase>("wrk", 35, new RunCase("/eof", Good + " read", Ours: Good) { Reconnects = true }),
        .. SpecRow.Of<RunCase>("wrk", 36, new RunCase("/big", Good)),
        .. SpecRow.Of<RunCase>(
            "wrk", 37, new("/hang", ""), new("/hang", "", Ours: "timeout", Args: "-t1 -c2 -d1 --timeout 0")),
        .. SpecRow.Of<RunCase>("wrk", 39, new RunCase("/100", Good)),
        .. SpecRow.Of<RunCase>(
            "wrk", 40, new RunCase("/sleep1200", "requests bytes rate timeout", Args: "-t1 -c1 -d3 --timeout 1s")),
        .. SpecRow.Of<RunCase>(
            "wrk", 41, new RunCase("/cl", "requests bytes rate timeout", Args: "-t1 -c1 -d1 --timeout 0")),
        .. SpecRow.Of<RunCase>(
            "wrk", 48, new RunCase("/sleep1100", Good, Args: "-t1 -c2 -d3 --latency --timeout 20s")),

        // wrk waits for a body that cannot come.
        new("/204cl", "bytes", Ours: Good),
        new("/304cl", "bytes", Ours: Good),

        // RFC 9112 §6.3: chunked wins, and the connection is not used again.
        new("/tecl", "read", Ours: Good) { Reconnects = true, AnyBytes = true },

        // The response is good, what follows it ends the connection. wrk also counts a response that it did not ask
        // for.
        new("/junk", "requests latency rate read", Ours: Good) { Reconnects = true, AnyBytes = true },
        new("/two", Good, Ours: Good) { OnlyWeReconnect = true },
    ];
}
