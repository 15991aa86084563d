using System;
using System.Collections.Generic;
using FastHttp.Load.Sources;
using Runner.Options;
using Runner.Scripting;

namespace Runner.Tests.Scripting;

// Conformance cases 60 to 71, and the rest of the Lua API, at the level of the seam.
public class ScriptHostTests
{
    public static IEnumerable<object[]> All() => Engines.All();

    [Theory, MemberData(nameof(All))]
    public void Case60MissingScriptStopsTheRun(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.File(engine, "scripts", "missing.lua");
        string path = ScriptUnderTest.PathOf("scripts", "missing.lua");
        Assert.Equal($"cannot open {path}: No such file or directory", script.Error!.Message);
        Assert.Equal((ScriptErrorKind.Load, 1), (script.Error.Kind, script.Error.ExitCode));
    }

    [Theory, MemberData(nameof(All))]
    public void Case61SyntaxErrorStopsTheRun(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, "#!/usr/bin/env wrk\nthis is a syntax error");
        Assert.Contains("x.lua:2: ", script.Error!.Message);
        Assert.EndsWith("near 'is'\n  this is a syntax error\n       ^", script.Error.Message);
        Assert.Equal(ScriptErrorKind.Load, script.Error.Kind);
    }

    // The mark stands below the word that does not fit, not below its like in front of it.
    [Theory, MemberData(nameof(All))]
    public void A_script_that_cannot_be_compiled_is_shown(string engine)
    {
        foreach ((string text, string shown) in (ReadOnlySpan<(string, string)>)
            [
                ("request = function( return 1 end", "\n  request = function( return 1 end\n                      ^"),
                ("local a = 1\r\n\tappend = 1 end\r\n", "\n  \tappend = 1 end\n  \t           ^"),
                ("local x = '\u00e9' = 1", "\n  local x = '\u00e9' = 1\n                ^"),
                ("a = (1", ""),
            ])
        {
            using ScriptUnderTest script = ScriptUnderTest.Text(engine, text);
            string message = script.Error!.Message;
            int end = message.IndexOf('\n', StringComparison.Ordinal);
            Assert.Equal(shown, end < 0 ? "" : message[end..]);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Case62ErrorBeforeTheRunNamesItsPlace(string engine)
    {
        foreach (string name in (string[])["setup", "init"])
        {
            using ScriptUnderTest script = ScriptUnderTest.Text(engine, $"\nfunction {name}() error('bad {name}') end");
            Assert.EndsWith($"x.lua:2: bad {name}", script.Error!.Message);
            Assert.Equal((ScriptErrorKind.Start, 1), (script.Error.Kind, script.Error.ExitCode));
        }

        using ScriptUnderTest top = ScriptUnderTest.Text(engine, "print('once')\nlocal x = nil + 1");
        Assert.Contains("x.lua:2: attempt to perform arithmetic on", top.Error!.Message);
        Assert.Equal("once\n", top.Output);
        using ScriptUnderTest done = ScriptUnderTest.Text(engine, "function done() error('late') end").Loaded();
        Assert.EndsWith("x.lua:1: late", done.Done()!.Message);
    }

    [Theory, MemberData(nameof(All))]
    public void Case63FirstRequestIsChecked(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine, "function request() return 'FOO / HTTP/1.1' end").Loaded();
        ScriptError error = script.Host!.Validate(new RequestScanner())!;
        Assert.Equal((ScriptErrorKind.Request, "invalid HTTP method at 1:1"), (error.Kind, error.Message));
    }

    [Theory, MemberData(nameof(All))]
    public void Case64Arguments(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine,
            "function init(args) print(args[0], args[1], args[2], args[3], #args, arg) end",
            change: plan => plan with { Arguments = ["foo", "bar", "--latency"] }).Loaded();
        Assert.Equal("http://127.0.0.1:8080/\tfoo\tbar\t--latency\t3\tnil\n", script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void Case65Format(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local function show(text) print((text:gsub("\r\n", "|"))) end
            show(wrk.format())
            function init()
              show(wrk.format())
              show(wrk.format("POST", "/p", nil, ""))
              show(wrk.format())
              local own = {}
              show(wrk.format("PUT", 5, own, "abc"))
              print(own.Host, own["Content-Length"])
              show(wrk.format("PUT", "/", own, "abcd"))
              show(wrk.format("PUT", "/", own, "efgh"))
              show(wrk.format("PUT", "/", own))
              own.A = "1" show(wrk.format("GET", "/", own))
              own.A = "2" show(wrk.format("GET", "/", own))
              own.A = nil own.Host = "other" show(wrk.format("GET", "/", own))
              own.Host = nil show(wrk.format("GET", "/", own))
              own.A = true show(wrk.format("GET", "/", own))
              rawset(own, "A", 1 + 0.5) show(wrk.format("GET", "/", own))
              show(wrk.format("GET", "/", { Inject = "a\r\nB: c" }))
              wrk.headers = { Host = "new" } show(wrk.format())
              wrk.method, wrk.path, wrk.body = "DELETE", "/last", "bye"
            end
            """).Loaded();
        const string host = "Host: 127.0.0.1:8080|";
        Assert.Equal(
            [
                "GET / HTTP/1.1||",
                "GET / HTTP/1.1||",
                $"GET / HTTP/1.1|{host}|",
                $"POST /p HTTP/1.1|{host}Content-Length: 0||",
                $"GET / HTTP/1.1|{host}|",
                $"PUT 5 HTTP/1.1|{host}Content-Length: 3||abc",
                "127.0.0.1:8080\t3",
                $"PUT / HTTP/1.1|{host}Content-Length: 4||abcd",
                $"PUT / HTTP/1.1|{host}Content-Length: 4||efgh",
                $"PUT / HTTP/1.1|{host}|",
                $"GET / HTTP/1.1|{host}A: 1||",
                $"GET / HTTP/1.1|{host}A: 2||",
                "GET / HTTP/1.1|Host: other||",
                $"GET / HTTP/1.1|{host}|",
                $"GET / HTTP/1.1|{host}A: true||",
                $"GET / HTTP/1.1|{host}A: 1.5||",
                $"GET / HTTP/1.1|{host}Inject: a|B: c||",
                "GET / HTTP/1.1|Host: new||",
                "",
            ],
            script.Output.Split('\n'));
        Assert.Equal("DELETE /last HTTP/1.1\r\nHost: new\r\nContent-Length: 3\r\n\r\nbye", script.Static());
    }

    [Theory, MemberData(nameof(All))]
    public void Case67TablesOfAnyDepthCross(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local kept
            function setup(thread)
              kept = thread
              local deep = { n = 0 }
              local at = deep
              for i = 1, 20000 do at.next = { n = i } at = at.next end
              thread:set("deep", deep)
              thread:set("flat", { 1, "two", [3.5] = true, ["k\0y"] = "a\0b" })
              thread:set("nothing", nil)
              print(pcall(thread.set, thread, "f", print))
              print(pcall(thread.get, thread, "print"))
              local loop = {} loop.me = loop
              print(pcall(thread.set, thread, "loop", loop))
              print(thread:get("missing"), #thread:get("flat"), thread.unknown)
            end
            function init()
              local count, at = 0, deep
              while at.next do at = at.next count = count + 1 end
              print(count, at.n, flat[1], flat[2], flat[3.5], flat["k\0y"] == "a\0b", nothing)
              result = { list = { 1, { 2, { huge = 1 / 0 } } }, text = "x" }
              wrk.thread:set("self", { 1 })
              print(self[1], wrk.thread:get("self")[1])
            end
            function done()
              local r = kept:get("result")
              print(r.list[1], r.list[2][1], r.list[2][2].huge, r.text)
            end
            """).Loaded();
        Assert.Null(script.Done());
        Assert.Equal(
            [
                "false\tcannot transfer 'function' to thread",
                "false\tcannot transfer 'function' to thread",
                "false\tcannot transfer a table that contains itself to thread",
                "nil\t2\tnil",
                "20000\t20000\t1\ttwo\ttrue\ttrue\tnil",
                "1\t1",
                "1\t2\tinf\tx",
                "",
            ],
            script.Output.Split('\n'));
    }

    [Theory, MemberData(nameof(All))]
    public void Case68Done(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            function done(summary, latency, requests)
              local e = summary.errors
              print(summary.duration, summary.requests, summary.bytes, e.connect, e.read, e.write, e.status, e.timeout)
              print(type(latency), latency.min, latency.max, latency.mean, latency.stdev,
                latency:percentile(50), #latency)
              print(latency(1)) print(latency(#latency)) print(latency(#latency + 1)) print(latency[1], latency.other)
              print(requests.max, #requests)
            end
            """).Loaded();
        Assert.True(script.Host!.HasDone);
        Assert.Null(script.Done(new TableStatistics([10, 10, 20, 40]), new TableStatistics([7])));
        Assert.Equal(
            "2000000\t100\t5000\t1\t2\t3\t4\t5\nuserdata\t10\t40\t20\t1.5\t10\t3\n10\t2\n40\t1\n0\t3\n10\tnil\n7\t1\n",
            script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void Case69Addresses(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            function setup(thread)
              print(tostring(thread.addr), type(thread.addr), type(thread), thread.addr == wrk.addrs[1], wrk.thread)
              print(select(2, pcall(function() thread.addr = "x" end)))
              print(select(2, pcall(function() thread.foo = 1 end)))
              print(select(2, pcall(function() wrk.connect("x") end)))
              thread.addr = wrk.lookup("127.0.0.2", "81")[1]
            end
            function init()
              local closed = wrk.lookup("127.0.0.1", "1")[1]
              print(tostring(wrk.thread.addr), wrk.addrs, type(wrk.thread), wrk.connect(closed))
            end
            """).Loaded();
        string[] lines = script.Output.Split('\n');
        Assert.Equal("127.0.0.1:8080\tuserdata\tuserdata\ttrue\tnil", lines[0]);
        Assert.EndsWith("(wrk.addr expected, got string)", lines[1]);
        Assert.EndsWith("cannot set 'foo' on thread", lines[2]);
        Assert.EndsWith("bad argument #2 to '?' (wrk.addr expected, got string)", lines[3]);
        Assert.Equal("127.0.0.2:81\tnil\tuserdata\tfalse", lines[4]);
        Assert.Equal("127.0.0.2:81", script.Lane.Address!.ToString());
    }

    [Theory, MemberData(nameof(All))]
    public void FailedLookupIsFinal(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine, "function init() print(pcall(wrk.lookup, '127.0.0.1', 'nosuchservice')) end");
        Assert.Equal(ScriptErrorKind.Lookup, script.Error!.Kind);
        Assert.Equal(
            "unable to resolve 127.0.0.1:nosuchservice Servname not supported for ai_socktype", script.Error.Message);
    }

    [Theory, MemberData(nameof(All))]
    public void Case70EveryStateDrawsTheSame(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine,
            "local r = math.random function init() print(r(1, 1000), r(1, 1000), r(1, 1000)) end",
            lanes: 2).Loaded();
        Assert.Equal("795\t699\t591\n795\t699\t591\n", script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void Case71WhatOnlyLuaJitHasSaysSo(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, "require('ffi')\nprint(jit.version ~= nil)", 0);
        if (engine == "LuaJit")
        {
            Assert.Equal("true\n", script.Loaded().Output);
        }
        else
        {
            Assert.EndsWith(":1: module 'ffi' needs LuaJIT (--lua luajit)", script.Error!.Message);
            using ScriptUnderTest other = ScriptUnderTest.Text(engine, "print(jit.version)", 0);
            Assert.Contains("run with --lua luajit", other.Error!.Message);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void HeadersOfTheCommandLineComeBeforeTheScript(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine,
            "print(wrk.headers.A, wrk.headers.Host, wrk.scheme, wrk.host, wrk.port, wrk.path, require('wrk') == wrk)",
            0,
            plan => plan with { Headers = [new("A", "1"), new("A", "2")], Path = "/x?y", Port = null }).Loaded();
        Assert.Equal("2\tnil\thttp\t127.0.0.1\tnil\t/x?y\ttrue\n", script.Output);
    }

    [Theory, MemberData(nameof(All))]
    public void ReplacedInitAndFormatAreUsed(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            wrk.format = function() return "formatted" end
            wrk.init = function(args) wrk.request = function() return wrk.format() .. args[0] end end
            """).Loaded();
        Assert.Equal("formattedhttp://127.0.0.1:8080/", script.Static());
    }

    [Theory, MemberData(nameof(All))]
    public void AnIpv6HostIsBracketed(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine, "", change: plan => plan with { Host = "::1", Port = "80" }).Loaded();
        Assert.Equal("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", script.Static());
    }

    [Theory, MemberData(nameof(All))]
    public void JsonIsExact(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local json, safe = require("json"), require("cjson.safe")
            print(json.encode({ 1, 2.5, "a\"\n\1/", true, json.null, { k = {} } }))
            local t = json.decode('[1, -2.5e1, "\\ud83d\\ude00\\u00e9\\n", [], {"a": {"b": null}}, false]')
            print(t[1], t[2], t[3], #t[4], t[5].a.b == json.null, t[6], tostring(json.null))
            local broken = { "", "[1,]", "{'a':1}", "01", "1 2", "nul", '"\1"', '"\\x"', "[1", '{"a" 1}', "+1", '"abc' }
            for _, bad in ipairs(broken) do
              assert(not pcall(json.decode, bad), bad)
              assert(select("#", safe.decode(bad)) == 2, bad)
            end
            for _, bad in ipairs({ print, 0 / 0, { [print] = 1 }, { [1000000] = 1 } }) do
              assert(not pcall(json.encode, bad))
            end
            print(select(2, pcall(function() json.decode("[1,]") end)))
            """, 0).Loaded();
        string[] lines = script.Output.Split('\n');
        Assert.Equal("[1,2.5,\"a\\\"\\n\\u0001\\/\",true,null,{\"k\":{}}]", lines[0]);
        Assert.Equal("1\t-25\t\u00f0\u009f\u0098\u0080\u00c3\u00a9\n", string.Join('\n', lines[1..2]) + "\n");
        Assert.Equal("\t0\ttrue\tfalse\tnull", lines[2]);
        Assert.EndsWith("Expected a value but found ']' at character 4", lines[3]);
    }

    [Fact]
    public void AutoPrefersLuaJitAndSaysWhy()
    {
        Assert.NotNull(LuaEngineSelector.TrySelect(LuaEngineKind.Auto, out LuaEngineChoice? choice, out _));
        bool jit = LuaApi.LuaJit is not null;
        Assert.Equal(jit ? LuaEngineKind.LuaJit : LuaEngineKind.Lua54, choice!.Kind);
        Assert.Equal(
            jit ? "LuaJIT (found on this system)" : "Lua 5.4 (LuaJIT, libluajit-5.1.so.2, is not installed)",
            choice.ToString());
    }
}
