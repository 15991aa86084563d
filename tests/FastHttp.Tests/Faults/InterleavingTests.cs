using System;
using System.Linq;
using System.Threading;
using FastHttp.Tests.Client.Support;

namespace FastHttp.Tests.Faults;

/// <summary>
/// Orders in which a cancellation and what it crosses may happen. First by steps, a million of each: one thread does in
/// a seeded order what several would do, so that every failure can be repeated. Then by two threads, for what happens
/// inside a step; fewer of them, since each costs ten microseconds on two processors (a million took 10 s).
/// </summary>
public sealed class InterleavingTests
{
    private const int Orders = 1_000_000;
    private const int Races = 200_000;

    // The bytes of an answer, so that any cut of it is possible.
    private const int AnswerLength = 46;

    private static readonly HttpEndPoint s_endPoint = HttpEndPoint.Http("127.0.0.1");

    private readonly NumberPeer _peer = new();

    [Fact]
    public void X42_a_waiter_that_is_cancelled_as_it_is_served_loses_no_connection()
    {
        Random random = new(42);
        FastHttpClient client = Create(connections: 3);
        NumberedCall[] calls = CallsOf(client, 12);
        for (int number = 0; number < Orders;)
        {
            NumberedCall call = calls[random.Next(calls.Length)];

            // Callers, and those who cancel, are on the loop or on another thread.
            _peer.Loop.IsLeft = random.Next(2) == 0;
            switch (random.Next(5))
            {
                case 0 or 1:
                    if (!call.IsStarted)
                    {
                        call.Start(number++);
                    }

                    break;
                case 2:
                    call.Cancel();
                    break;
                default:
                    MoveOn(random);
                    break;
            }

            _peer.Loop.IsLeft = false;
            if (call.IsStarted && call.IsOver)
            {
                call.End();
            }
        }

        Finish(client, calls);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void X53_a_cancellation_and_a_completion_in_one_tick_end_a_call_once(bool breaks)
    {
        Random random = new(53);
        FastHttpClient client = Create(connections: 1);
        NumberedCall call = new(client, s_endPoint) { MayBreak = breaks };
        int succeeded = 0;
        int late = 0;
        for (int number = 0; number < Orders; number++)
        {
            _peer.Loop.IsLeft = random.Next(4) == 0;
            call.Start(number);
            int cancelsAt = random.Next(10);
            for (int step = 0; call.IsPending; step++)
            {
                if (step == cancelsAt)
                {
                    _peer.Loop.IsLeft = random.Next(4) != 0;
                    call.Cancel();
                    continue;
                }

                if (breaks && random.Next(10) == 0 && _peer.Lines.Count > 0)
                {
                    _peer.Loop.IsLeft = false;
                    _peer.Lines[^1].Close();
                }

                MoveOn(random);
            }

            succeeded += call.End() == HttpError.None ? 1 : 0;

            // What was posted and came too late meets the next call, and must leave that alone.
            while (random.Next(2) == 0 && _peer.Loop.RunPosted())
            {
                late++;
            }
        }

        Finish(client, [call]);
        Assert.InRange(succeeded, Orders / 10, Orders * 9 / 10);
        Assert.InRange(late, Orders / 100, Orders);
    }

    // Connections are cut, closed while idle and made of others all the time; what was meant for one meets no other.
    [Fact]
    public void X42_X53_what_comes_late_finds_another_connection_in_the_same_object_and_leaves_it_alone()
    {
        const int Count = Orders / 4;
        Random random = new(54);
        FastHttpClient client = Create(connections: 3);
        NumberedCall[] calls = CallsOf(client, 5, mayBreak: true);
        int succeeded = 0;
        for (int number = 0; number < Count;)
        {
            NumberedCall call = calls[random.Next(calls.Length)];
            _peer.Loop.IsLeft = random.Next(2) == 0;
            switch (random.Next(16))
            {
                case < 4:
                    if (!call.IsStarted)
                    {
                        call.Start(number++);
                    }

                    break;
                case < 6:
                    call.Cancel();
                    break;
                case 6:
                    client.CloseIdleConnections();
                    break;
                case 7:
                    _peer.Loop.IsLeft = false;
                    if (_peer.Lines.Count != 0)
                    {
                        _peer.Lines[random.Next(_peer.Lines.Count)].Close();
                    }

                    break;
                default:
                    MoveOn(random);
                    break;
            }

            // All of them: one that is over and is cancelled then has its reason.
            _peer.Loop.IsLeft = false;
            foreach (NumberedCall over in calls)
            {
                succeeded += over.IsStarted && over.IsOver && over.End() == HttpError.None ? 1 : 0;
            }
        }

        Assert.InRange(client.MadeOfLastIn(s_endPoint), Count / 100, Count);
        Assert.InRange(succeeded, Count / 10, Count);
        Finish(client, calls);
    }

    [Fact]
    public void X42_X53_two_threads_that_serve_and_cancel_lose_nothing()
    {
        const int Batch = 500;
        FastHttpClient client = Create(connections: 8);
        NumberedCall[] calls = CallsOf(client, Batch);
        _peer.Loop.Own();
        using Canceller canceller = new(calls);
        Random random = new(1);
        int succeeded = 0;
        for (int number = 0; number < Races; number += Batch)
        {
            for (int index = 0; index < Batch; index++)
            {
                calls[index].Start(number + index);
            }

            canceller.Begin();
            for (int served = 0; served < Batch;)
            {
                MoveOn(random);
                while (served < Batch && calls[served].IsOver)
                {
                    served++;
                }

                canceller.Served = served;
            }

            canceller.End();
            succeeded += calls.Count(static call => call.End() == HttpError.None);
        }

        Finish(client, calls);

        // The first of each batch is never cancelled, the last always.
        Assert.InRange(succeeded, Races / Batch, Races - (Races / Batch));
    }

    private static NumberedCall[] CallsOf(FastHttpClient client, int count, bool mayBreak = false) =>
        [.. Enumerable.Range(0, count).Select(_ => new NumberedCall(client, s_endPoint) { MayBreak = mayBreak })];

    private FastHttpClient Create(int connections) =>
        new(new FastHttpOptions { MaxConnectionsPerServer = connections }, [_peer.Loop]);

    // One thing happens on the loop: something posted, or a part of an answer, or the rest of it.
    private void MoveOn(Random random)
    {
        _peer.Loop.IsLeft = false;
        if (random.Next(3) == 0)
        {
            _peer.Loop.RunPosted();
            return;
        }

        if (_peer.Lines.Count > 32)
        {
            _peer.Forget();
        }

        int first = random.Next(_peer.Lines.Count + 1);
        for (int index = 0; index < _peer.Lines.Count; index++)
        {
            NumberPeer.Line line = _peer.Lines[(first + index) % _peer.Lines.Count];
            if (line.IsPending && line.IsOpen)
            {
                line.Answer(random.Next(2) == 0 ? AnswerLength : random.Next(1, AnswerLength));
                return;
            }
        }
    }

    private void Finish(FastHttpClient client, NumberedCall[] calls)
    {
        Random random = new(2);
        while (calls.Any(call => call.IsPending) || client.GetStatistics(s_endPoint).Opening > 0)
        {
            MoveOn(random);
        }

        while (_peer.Loop.RunPosted())
        {
            // Late cancellations.
        }

        foreach (NumberedCall call in calls.Where(call => call.IsStarted))
        {
            call.End();
        }

        _peer.Forget();
        PoolStatistics rest = client.GetStatistics(s_endPoint);
        Assert.Equal((0, 0, 0), (rest.InUse, rest.Waiting, rest.Opening));
        Assert.Equal((rest.Open, rest.Opened - rest.Closed), (_peer.Lines.Count, rest.Open));
        Array.ForEach(calls, call => call.Return());
        client.CloseIdleConnections();
        _peer.Forget();
        Assert.Empty(_peer.Lines);
        _peer.Loop.Advance(TimeSpan.FromMinutes(10));
        _peer.Loop.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((0, 0), (_peer.Loop.Timers.Count, client.PoolCount));
    }

    /// <summary>A thread that cancels calls about where they are being served, batch by batch.</summary>
    private sealed class Canceller : IDisposable
    {
        private readonly NumberedCall[] _calls;
        private readonly Thread _thread;
        private int _begun;
        private int _ready;
        private int _served;
        private volatile bool _stops;

        public Canceller(NumberedCall[] calls)
        {
            _calls = calls;
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        /// <summary>Calls that are over, up to the first that is not.</summary>
        public int Served
        {
            set => Volatile.Write(ref _served, value);
        }

        /// <summary>The calls have been started; returns when the last of them is cancelled.</summary>
        public void Begin()
        {
            Served = 0;
            Volatile.Write(ref _begun, _begun + 1);
            Wait(() => Volatile.Read(ref _ready) == _begun);
        }

        /// <summary>All calls are over; returns when the thread touches none of them any more.</summary>
        public void End()
        {
            Volatile.Write(ref _begun, _begun + 1);
            Wait(() => Volatile.Read(ref _ready) == _begun);
        }

        public void Dispose()
        {
            _stops = true;
            _thread.Join();
        }

        private void Run()
        {
            Random random = new(3);
            int seen = 0;
            while (true)
            {
                Wait(() => Volatile.Read(ref _begun) != seen);
                if (_stops)
                {
                    return;
                }

                seen++;
                bool isBatch = seen % 2 == 1;
                if (isBatch)
                {
                    _calls[^1].Cancel();
                }

                Volatile.Write(ref _ready, seen);
                while (isBatch && Volatile.Read(ref _begun) == seen && !_stops)
                {
                    int index = Math.Max(1, Volatile.Read(ref _served)) + random.Next(64);
                    _calls[Math.Min(index, _calls.Length - 1)].Cancel();
                }
            }
        }

        private void Wait(Func<bool> condition)
        {
            SpinWait wait = default;
            while (!condition() && !_stops)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
