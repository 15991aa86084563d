using System;

namespace Runner.Tests.Conformance;

// What the report of one run must say, given what the server saw. The same for both tools but for the shape.
internal static class RunExpectations
{
    public static void Verify(WrkTool tool, RunCase item, RunResult run)
    {
        Assert.Equal(0, run.Outcome.ExitCode);
        WrkFields fields = run.Outcome.Fields;
        string shape = item.AnyBytes ? fields.Shape.Replace("bytes ", "", StringComparison.Ordinal) : fields.Shape;
        string expected = item.Expected(tool);
        Assert.Equal(item.AnyBytes ? expected.Replace("bytes ", "", StringComparison.Ordinal) : expected, shape);
        Assert.Equal(shape.Contains("connect", StringComparison.Ordinal) || fields.ReadErrors + fields.WriteErrors
            + fields.Timeouts > 0, fields.HasErrorLine);
        Assert.Equal(item.Args.Contains("--latency", StringComparison.Ordinal), fields.HasPercentiles);
        VerifyConnections(item.DoesReconnect(tool), run, fields);
        VerifyCounts(tool, item, run, fields);
    }

    private static void VerifyConnections(bool reconnects, RunResult run, WrkFields fields)
    {
        if (reconnects)
        {
            // The last request of each connection may be on its way when the run stops.
            Assert.InRange(run.ServerConnections, run.ServerRequests - fields.Connections, run.ServerRequests);
            Assert.True(run.ServerConnections > fields.Connections, "one connection was enough");
            return;
        }

        Assert.Equal(fields.Connections, run.ServerConnections);
    }

    private static void VerifyCounts(WrkTool tool, RunCase item, RunResult run, WrkFields fields)
    {
        bool isCounted = item.Expected(tool).Contains("requests", StringComparison.Ordinal);
        bool isDoubled = tool == WrkTool.Wrk && item.Path is "/100" or "/two";
        if (isCounted && !isDoubled)
        {
            // Every request that the server saw was counted, but for those in flight at the end.
            Assert.InRange(fields.Requests, run.ServerRequests - (2 * fields.Connections), run.ServerRequests);
        }

        if (isCounted && isDoubled && item.Path == "/100")
        {
            Assert.InRange(fields.Requests, (run.ServerRequests * 2) - 4, run.ServerRequests * 2);
        }

        if (fields.StatusErrors > 0)
        {
            Assert.Equal(fields.Requests, fields.StatusErrors);
        }

        if (item.Path == "/closesilent")
        {
            Assert.InRange(fields.ReadErrors, fields.Requests - 1, fields.Requests);
        }

        if (item.Path == "/big")
        {
            // What is rounded away, which is much of a gigabyte, and unfinished responses are the tolerance.
            double bytes = fields.Requests * (100_000.0 + ScriptedReplies.BigHead.Length);
            Assert.InRange(
                fields.BytesRead,
                bytes - fields.BytesReadRounding,
                bytes + (100_000 * fields.Connections) + fields.BytesReadRounding);
        }

        if (fields.Timeouts > 0 && item.Path != "/hang")
        {
            Assert.InRange(fields.Timeouts, fields.Requests, fields.Requests + fields.Connections);
        }
    }
}
