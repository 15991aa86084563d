using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp.Load.Sources;
using Runner.Scripting;

namespace Runner.Tests.Scripting;

// What a lane sends on behalf of its script, on each engine: the path between the script's strings and a connection.
public class ScriptedSourceTests
{
    public static IEnumerable<object[]> All() => Engines.All();

    public static IEnumerable<object[]> Printing() =>
        Engines.With("format.lua", "random.lua", "dialect.lua", "tables.lua", "addresses.lua", "arguments.lua");

    [Theory, MemberData(nameof(All))]
    public void AConstantBatchIsSentThoughTheCheckSawItFirst(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.File(engine, "scripts", "pipeline.lua").Loaded();
        Assert.Null(script.Host!.Validate(new RequestScanner()));
        ScriptedSource source = new(script.Lane, 2);
        foreach (int user in (int[])[0, 1, 0])
        {
            Assert.True(source.TryNext(user, out RequestBatch batch));
            Assert.Equal(3, batch.Traits.Length);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void RequestsAreCountedForEachString(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.File(engine, "scripts", "counts.lua").Loaded();
        ScriptedSource source = new(script.Lane, 1);
        List<int> sizes = [];
        for (int i = 0; i < 6; i++)
        {
            Assert.True(source.TryNext(0, out RequestBatch batch));
            sizes.Add(batch.Traits.Length);
        }

        Assert.Equal([1, 2, 3, 1, 2, 3], sizes);
    }

    [Theory, MemberData(nameof(All))]
    public void NothingToSendEndsTheUserAndOtherTextTheRun(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local values = { "", nil, "GET" }
            local i = 0
            function request() i = i + 1 return values[i] end
            """).Loaded();
        ScriptedSource source = new(script.Lane, 3);
        Assert.False(source.TryNext(0, out _));
        Assert.False(source.TryNext(1, out _));
        Assert.Null(source.Failure);
        Assert.Equal(2, script.Host!.EndedUsers);
        Assert.False(source.TryNext(2, out _));
        Assert.Equal("request() returned no whole request but 3 bytes: GET", source.Failure);
        Assert.Equal(107, script.Lane.LastError!.ExitCode);
    }

    [Theory, MemberData(nameof(All))]
    public void AStopCountsFromTheRunOn(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            function setup(thread) thread:stop() end
            function init() wrk.thread:stop() end
            function response() wrk.thread:stop() end
            """).Loaded();
        ScriptedSource source = new(script.Lane, 1);
        Assert.False(source.StopRequested);
        Assert.True(source.TryNext(0, out RequestBatch batch));
        Assert.Equal("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n", Encoding.ASCII.GetString(batch.Bytes));
        Assert.True(script.Respond("HTTP/1.1 200 OK\r\n\r\n"));
        Assert.True(source.StopRequested);
    }

    // The scripts that are compared with wrk print the same on the engine that wrk does not have.
    [Theory, MemberData(nameof(Printing))]
    public void BothEnginesPrintTheSame(string engine, string name)
    {
        using ScriptUnderTest script = ScriptUnderTest.File(engine, "scripts", name).Loaded();
        using ScriptUnderTest reference = ScriptUnderTest.File(
            Engines.All().First()[0].ToString()!, "scripts", name).Loaded();
        Assert.NotEqual("", script.Output);
        Assert.Equal(reference.Output, script.Output);
    }
}
