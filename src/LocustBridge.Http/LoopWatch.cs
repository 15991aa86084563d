using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using FastHttp.Transports;

namespace LocustBridge.Http;

// Sees whether the loops that users run on go on: a user that blocks one keeps all others of that loop waiting, and
// nothing else would say so. Posts a beat to each loop and looks whether it has run. Any thread.
// Lifetime: that of the client whose transport holds it; the timer holds it weakly.
internal sealed class LoopWatch
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(250);

    // A user that blocks again and again is one thing to say.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<Beat> _beats = [];
    private readonly Action<string> _warn;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private long _warnedAt = long.MinValue;

    public LoopWatch(Action<string> warn, TimeProvider timeProvider)
    {
        _warn = warn;
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(Look, new WeakReference<LoopWatch>(this), s_period, s_period);
    }

    /// <summary>Makes loops of a transport that are watched.</summary>
    public Transport Watch(Transport transport) => new WatchedTransport(transport, this);

    private static void Look(object? state)
    {
        if (((WeakReference<LoopWatch>)state!).TryGetTarget(out LoopWatch? watch))
        {
            watch.Look();
        }
    }

    private void Look()
    {
        long now = _timeProvider.GetTimestamp();
        TimeSpan longest = TimeSpan.Zero;
        lock (_gate)
        {
            foreach (Beat beat in _beats)
            {
                TimeSpan late = beat.Look(now, _timeProvider);
                longest = late > longest ? late : longest;
            }

            if (longest < s_limit
                || (_warnedAt != long.MinValue && _timeProvider.GetElapsedTime(_warnedAt, now) < s_quiet))
            {
                return;
            }

            _warnedAt = now;
        }

        string seconds = longest.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        _warn($"The thread of some users has not gone on for {seconds} s: one of them blocks it, and the others wait. "
            + "Await instead (no Thread.Sleep, .Result or .Wait()), or have users that block run on the thread pool: "
            + "with a FastHttpClient of your own, without ContinueOnLoop");
    }

    private void Add(TransportLoop loop)
    {
        lock (_gate)
        {
            _beats.Add(new Beat(loop));
        }
    }

    // One loop, and what is under way to it.
    private sealed class Beat(TransportLoop loop) : ILoopTask
    {
        private volatile bool _isPending;
        private long _sentAt;

        public void Run() => _isPending = false;

        /// <summary>How late it is; sends the next one where the last has run.</summary>
        public TimeSpan Look(long now, TimeProvider timeProvider)
        {
            if (_isPending)
            {
                return timeProvider.GetElapsedTime(_sentAt, now);
            }

            _sentAt = now;
            _isPending = true;
            loop.Post(this);
            return TimeSpan.Zero;
        }
    }

    private sealed class WatchedTransport(Transport transport, LoopWatch watch) : Transport
    {
        public override string Name => transport.Name;

        public override TransportLoop CreateLoop(string name)
        {
            TransportLoop loop = transport.CreateLoop(name);
            watch.Add(loop);
            return loop;
        }
    }
}
