using System;
using System.Collections.Generic;
using FastHttp;
using FastHttp.Load.Sources;
using Runner.Scripting;
using Testing;

namespace Runner.Tests.Scripting;

// The seam itself: what callbacks get and give, how their failures come back, and that nothing managed is allocated.
public class LaneScriptTests
{
    private const string Head =
        "HTTP/1.1 200 OK\r\nContent-Type:  text/plain\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nx-low: 1\r\nX-Low: 2\r\n"
        + "Pad: pad  \r\nEmpty:\r\nFold: a\r\n  b\r\n\r\n";

    public static IEnumerable<object[]> All() => Engines.All();

    [Theory, MemberData(nameof(All))]
    public void ResponseGetsWhatItDeclares(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            function response(status, headers, body)
              local names = {}
              for k in pairs(headers) do names[#names + 1] = k end
              table.sort(names)
              print(status, #body, body:byte(3), table.concat(names, ","))
              print(headers["Content-Type"], headers["Set-Cookie"], headers["x-low"], headers["X-Low"], headers.Fold)
              print("[" .. headers.Pad .. "]", "[" .. headers.Empty .. "]", headers["content-type"])
              response = function(status, headers) print(status, headers.Pad ~= nil, select("#", headers)) 
                response = function(...) print(select("#", ...))
                  response = function() print("none") end
                end
              end
            end
            """).Loaded();
        Assert.True(script.Respond(Head, "ab\0cd", status: 404));
        Assert.True(script.Respond(Head, "x"));
        Assert.True(script.Respond(Head, "x"));
        Assert.True(script.Respond(Head, "x"));
        Assert.Equal(
            "404\t5\t0\tContent-Type,Empty,Fold,Pad,Set-Cookie,X-Low,x-low\ntext/plain\tb\t1\t2\ta b\n"
            + "[pad]\t[]\tnil\n200\ttrue\t1\n3\nnone\n",
            script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void ResponseWithoutFieldsGetsAnEmptyTable(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine, "function response(s, h, b) print(next(h) == nil, h.Tail, b, s) end").Loaded();
        Assert.True(script.Respond("HTTP/1.1 204 No Content\r\n\r\n", status: 204));
        Assert.True(script.Respond(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n0\r\nTail: 1\r\n\r\n"));
        Assert.Equal("true\tnil\t\t204\nfalse\t1\tx\t200\n", script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void DelayIsWholeMillisecondsNeverNegative(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local values = { 100.9, -5, "30", "x", {}, 1e12, 0 / 0 }
            local i = 0
            function delay() i = i + 1 return values[i] end
            """).Loaded();
        foreach (int expected in (int[])[100, 0, 30, 0, 0, int.MaxValue, 0, 0])
        {
            Assert.True(script.Lane.TryDelay(out int milliseconds));
            Assert.Equal(expected, milliseconds);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void RequestMayReturnANumberOrNothing(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local values = { 42, nil, "", "a\0b" }
            local i = 0
            function request() i = i + 1 return values[i] end
            """).Loaded();
        string[] made = [script.Request(), script.Request(), script.Request(), script.Request()];
        Assert.Equal(["42", "", "", "a\0b"], made);
    }

    [Theory, MemberData(nameof(All))]
    public void SameStringIsRecognised(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local fixed = ("x"):rep(100)
            local i = 0
            function request()
              i = i + 1
              collectgarbage()
              return i < 3 and fixed or ("y"):rep(99) .. i
            end
            """).Loaded();
        bool[] expected = [false, true, false, false, false];
        foreach (bool same in expected)
        {
            Assert.True(script.Lane.TryRequest(out ReadOnlySpan<byte> bytes, out bool unchanged));
            Assert.Equal(100, bytes.Length);
            Assert.Equal(same, unchanged);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void AnErrorIsAValueWithFileLineAndTraceback(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local function fail(n) if n == 0 then error("boom") end fail(n - 1) return n end
            function request() return fail(3) end
            function delay() error({ code = 1 }) end
            function response() error(setmetatable({}, { __tostring = function() return "own text" end })) end
            """).Loaded();
        for (int i = 0; i < 1000; i++)
        {
            Assert.False(script.Lane.TryRequest(out _, out _));
        }

        Assert.EndsWith("x.lua:1: boom", script.Lane.LastError!.Message);
        Assert.Contains("stack traceback", script.Lane.LastError.Traceback);
        Assert.Equal(107, script.Lane.LastError.ExitCode);
        Assert.False(script.Lane.TryDelay(out _));
        Assert.Equal("(error object is a table value)", script.Lane.LastError.Message);
        Assert.False(script.Respond(Head));
        Assert.Equal("own text", script.Lane.LastError.Message);
    }

    [Theory, MemberData(nameof(All))]
    public void StackOverflowAndVanishedCallbackAreErrorsToo(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            function request() request = nil return "x" end
            function delay() return 1 + delay() end
            """).Loaded();
        Assert.Equal("x", script.Request());
        Assert.StartsWith("error: attempt to call a nil value", script.Request());
        Assert.False(script.Lane.TryDelay(out _));
        Assert.Contains("stack overflow", script.Lane.LastError!.Message);
    }

    [Theory, MemberData(nameof(All))]
    public void StrictGlobalsDoNotMatter(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local function refuse(_, name) error("undefined " .. name) end
            setmetatable(_G, { __index = refuse, __newindex = refuse })
            """).Loaded();
        Assert.False(script.Lane.HasRequest);
        Assert.Equal("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n", script.Static());
        Assert.Null(script.Done());
    }

    [Theory, MemberData(nameof(All))]
    public void NothingManagedIsAllocatedPerCall(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            function request() return wrk.format("GET", "/user/" .. math.random(1, 1000)) end
            function delay() return 1 end
            function response(status, headers, body) if headers.Pad ~= "pad" or #body ~= 5 then error("x") end end
            """).Loaded();
        RequestScanner scanner = new();
        using FastHttpResponse response = ScriptUnderTest.Receive(Head, "hello");
        LaneScript lane = script.Lane;
        bool good = true;
        AllocationAssert.Zero(() =>
        {
            good &= lane.TryRequest(out ReadOnlySpan<byte> bytes, out _) && scanner.Scan(bytes) == 1;
            good &= lane.TryDelay(out _) && lane.TryResponse(response);
        });
        Assert.True(good, lane.LastError?.Message);
    }
}
