using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Documents;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports.Memory;

namespace Load.Tests;

/// <summary>
/// A whole run of the engine in virtual time: nothing happens between two calls of <see cref="Advance"/>, and a run of
/// minutes takes milliseconds.
/// </summary>
internal sealed class VirtualRun : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1);

    // What a run may take beyond its time, or without one.
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(2);

    private readonly LoadEngine _engine;
    private readonly MemoryLoop[] _loops;

    public VirtualRun(RunPlan plan, VirtualTarget target, Func<int, int, RequestSource>? own = null)
        : this(plan, target, RequestSources.For(plan, own), null)
    {
    }

    /// <summary>The same where the sources have a say in when is sent what.</summary>
    public VirtualRun(
        RunPlan plan,
        VirtualTarget target,
        IReadOnlyList<RequestSource> sources,
        Func<int, Func<Lane, Pacer>>? pacers)
    {
        Planned = plan;
        _engine = new LoadEngine(plan, target.CreateTransport(), sources, pacers);
        _loops = [.. _engine.Lanes.Select(lane => (MemoryLoop)lane.Loop)];
        _engine.Start();
    }

    /// <summary>What is run.</summary>
    public RunPlan Planned { get; }

    /// <summary>How much time has passed.</summary>
    public TimeSpan Elapsed { get; private set; }

    public bool IsEnded => _engine.IsEnded;

    public LoadEngine Engine => _engine;

    /// <summary>A plan to change: ten seconds, one lane, one connection, as fast as answers come.</summary>
    public static RunPlan Plan(LoadModel? load = null, int connections = 1, double seconds = 10)
    {
        TargetUrl url = TargetUrl.TryParse("http://target/")!;
        RequestHeader[] headers = [new("Host", "target")];
        return new RunPlan
        {
            Target = HttpEndPoint.Http("target"),
            Addresses = [new IPEndPoint(IPAddress.Loopback, 80)],
            Request = RequestBytes.Prepare("/", headers),
            Url = "http://target/",
            Lanes = 1,
            Connections = connections,
            Duration = TimeSpan.FromSeconds(seconds),
            Timeout = TimeSpan.FromSeconds(2),
            Route = Route.To(url),
            ParsedUrl = url,
            Headers = headers,
            LatencyCorrection = LatencyCorrection.None,
            Load = load ?? LoadModel.ClosedLoop,
        };
    }

    /// <summary>Options to change: a second, one lane, one connection.</summary>
    public static LoadOptions Options { get; } = new()
    {
        Target = new Uri("http://target/"),
        Connections = 1,
        Threads = 1,
        Duration = TimeSpan.FromSeconds(1),
    };

    /// <summary>A run of users that are methods.</summary>
    public static VirtualRun OfUsers(LoadOptions options, VirtualTarget target)
    {
        RunPlan plan = PlanBuilder.Build(options) with { Addresses = [new IPEndPoint(IPAddress.Loopback, 80)] };
        (IReadOnlyList<RequestSource> sources, Func<int, Func<Lane, Pacer>> pacers) = UserSources.For(plan, options);
        return new VirtualRun(plan, target, sources, pacers);
    }

    /// <summary>Runs a plan to its end.</summary>
    public static RunSnapshot Of(RunPlan plan, VirtualTarget target, Func<int, int, RequestSource>? own = null)
    {
        using VirtualRun run = new(plan, target, own);
        return run.ToEnd();
    }

    /// <summary>Lets time pass on all loops, a millisecond at a time.</summary>
    public void Advance(TimeSpan time)
    {
        for (TimeSpan end = Elapsed + time; Elapsed < end; Elapsed += s_step)
        {
            foreach (MemoryLoop loop in _loops)
            {
                loop.Advance(s_step);
            }
        }
    }

    /// <summary>Lets time pass in one go, as where the generator has no processor for so long.</summary>
    public void Stall(TimeSpan time)
    {
        foreach (MemoryLoop loop in _loops)
        {
            loop.Advance(time);
        }

        Elapsed += time;
    }

    /// <summary>Runs until every lane has stopped; fails where that takes much longer than planned.</summary>
    public RunSnapshot ToEnd()
    {
        TimeSpan planned = Planned.HasTimeLimit
            ? Planned.Load.Warmup + Planned.Duration + Planned.Drain
            : TimeSpan.Zero;
        while (!IsEnded)
        {
            Assert.True(Elapsed <= planned + s_slack, "The run does not end.");
            Advance(s_step);
        }

        return _engine.End();
    }

    /// <summary>As <see cref="ToEnd"/>, as far as the document.</summary>
    public ResultDocument ToDocument() => DocumentBuilder.Build(
        Planned, ToEnd(), new RunContext { Start = default, End = default, Tool = "test", Backend = "memory" });

    public void Dispose() => _engine.Dispose();
}
