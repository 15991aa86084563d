using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using FastHttp;
using FastHttp.Transports;
using Runner.Planning;
using Runner.Recording;

namespace Runner.Execution;

// A loop, its share of the connections, and its recorder. Everything but Start, RequestStop and Dispose runs on the loop,
// so lanes share nothing while they run.
internal sealed class Lane : IDisposable
{
    private const int TickMs = 100;

    private static readonly long s_ticksPerMs = Stopwatch.Frequency / 1000;
    private static readonly long s_ticksPerUs = Stopwatch.Frequency / 1_000_000;

    private readonly CountdownEvent _running;
    private readonly VirtualUser[] _users;
    private readonly StopTimer _stopTimer;
    private readonly RateTimer _rateTimer;
    private long _start;
    private long _cpuAtStartUs;

    public Lane(RunPlan plan, int index, Transport transport, CountdownEvent running)
    {
        Plan = plan;
        _running = running;
        Loop = transport.CreateLoop($"lane {index}");
        Recorder = new LaneRecorder(plan.Timeout);
        Options = LaneOptions.From(plan);
        Address = plan.Target.UnixPath is { } path ? new UnixDomainSocketEndPoint(path) : plan.Addresses[0];
        _stopTimer = new StopTimer(this);
        _rateTimer = new RateTimer(this);
        _users = new VirtualUser[plan.ConnectionsOf(index)];
        for (int user = 0; user < _users.Length; user++)
        {
            _users[user] = new VirtualUser(this);
        }
    }

    public RunPlan Plan { get; }

    public TransportLoop Loop { get; }

    public LaneRecorder Recorder { get; }

    public FastHttpOptions Options { get; }

    /// <summary>Where the connections of this lane go.</summary>
    public EndPoint Address { get; }

    public bool IsStopped => StoppedAt != 0;

    /// <summary>When the lane stopped, in Stopwatch ticks; 0 before. Read by others after the engine has joined.</summary>
    public long StoppedAt { get; private set; }

    public void Start(long start)
    {
        _start = start;
        Loop.Post(new StartTask(this));
    }

    /// <summary>Stops the lane soon. Any thread.</summary>
    public void RequestStop() => Loop.Post(new StopTask(this));

    public long ElapsedUs(long timestamp) => (timestamp - _start) / s_ticksPerUs;

    public static long ToMicroseconds(long ticks) => ticks / s_ticksPerUs;

    public static long ToTicks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    public void Dispose() => Loop.Dispose();

    private void StartOnLoop()
    {
        _cpuAtStartUs = ThreadClock.CpuUs();
        Loop.Schedule(_stopTimer, _start + ToTicks(Plan.Duration));
        Loop.Schedule(_rateTimer, _start + (TickMs * s_ticksPerMs));
        foreach (VirtualUser user in _users)
        {
            if (IsStopped)
            {
                return;
            }

            user.Open();
        }
    }

    private void Stop()
    {
        if (IsStopped)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        StoppedAt = now;
        Loop.Cancel(_stopTimer);
        Loop.Cancel(_rateTimer);
        foreach (VirtualUser user in _users)
        {
            user.Stop(now);
        }

        Recorder.RecordCpu(ThreadClock.CpuUs() - _cpuAtStartUs);
        _running.Signal();
    }

    private sealed class StartTask(Lane lane) : ILoopTask
    {
        public void Run() => lane.StartOnLoop();
    }

    private sealed class StopTask(Lane lane) : ILoopTask
    {
        public void Run() => lane.Stop();
    }

    private sealed class StopTimer(Lane lane) : LoopTimer
    {
        protected override void OnElapsed() => lane.Stop();
    }

    private sealed class RateTimer(Lane lane) : LoopTimer
    {
        protected override void OnElapsed()
        {
            long now = Stopwatch.GetTimestamp();
            lane.Recorder.RecordTick(lane.ElapsedUs(now));
            lane.Loop.Schedule(this, now + (TickMs * s_ticksPerMs));
        }
    }
}
