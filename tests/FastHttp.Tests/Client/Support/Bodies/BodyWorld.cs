using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using FastHttp.Buffers;
using FastHttp.Messages;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Client.Support.Bodies;

/// <summary>
/// Callers with bodies both ways, their client or connection, and its peer, on one memory loop. Each step of them is
/// one call here, in an order that a seed decides, so that a failure can be repeated.
/// </summary>
internal sealed partial class BodyWorld : IDisposable
{
    private const int ShownSteps = 80;

    private const int MaxStepsOfCall = 50_000;

    private readonly int _seed;
    private readonly Random _random;
    private readonly BodyWorldOptions _options;
    private readonly FastHttpOptions _clientOptions;
    private readonly FastHttpClient? _client;
    private readonly MessagePool _pool = new(capacity: 64, new MessageChecks(static _ => { }));
    private readonly Dictionary<ManualPeer.Line, BodyLine> _lines = [];
    private readonly ManualPeer _peer = new();
    private readonly BodyCall[] _calls;
    private readonly Queue<string>? _trace;
    private HttpConnection? _connection;

    public BodyWorld(int seed, BodyWorldOptions options, bool traces)
    {
        _seed = seed;
        _random = new Random(seed);
        _options = options;
        _trace = traces ? new() : null;
        _clientOptions = CreateOptions();
        _peer.Loop.Own();
        _peer.OnAccepted = line => _lines.Add(line, new BodyLine(this, line));
        _peer.OnData = (line, data) => _lines[line].Receive(data);
        if (options.IsPooled)
        {
            _client = new FastHttpClient(_clientOptions, [_peer.Loop]);
            _peer.Clients.Add(_client);
        }

        _calls = [.. Enumerable.Range(0, options.IsPooled ? 5 : 4).Select(_ => new BodyCall(this, _pool))];
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
    }

    public static HttpEndPoint EndPoint { get; } = HttpEndPoint.Http("127.0.0.1");

    /// <summary>Answers that a caller has got, and read to their end.</summary>
    public int Succeeded { get; set; }

    /// <summary>Whether callers and producers continue on other threads.</summary>
    public bool LeavesLoop => _options.LeavesLoop;

    /// <summary>The loop's time.</summary>
    public double Seconds => (double)_peer.Loop.Now / Stopwatch.Frequency;

    /// <summary>Makes that many calls, sees each to its end, and looks at what is left.</summary>
    public void Run(int calls)
    {
        int started = _nextPlan;
        long deadline = Environment.TickCount64 + Patience.Milliseconds;
        for (int step = 0; _nextPlan <= calls; step++)
        {
            Step(isSettling: false);
            if (started != _nextPlan)
            {
                started = _nextPlan;
                step = 0;
                deadline = Environment.TickCount64 + Patience.Milliseconds;
            }

            ThrowIfOverdue(step, deadline);
            if (_options.HasThreads && _random.Next(64) == 0)
            {
                // For their turn: virtual time would pass without them.
                Thread.Sleep(0);
            }
        }

        Settle();
        try
        {
            CheckRest();
        }
        catch (Exception failure)
        {
            Fail(failure.ToString());
            ThrowIfFailed();
        }
    }

    /// <summary>The next step is one of the loop's, or as if of another thread.</summary>
    public void LeaveOrStay() => _peer.Loop.IsLeft = _random.Next(2) == 0;

    /// <summary>The next step is one of the loop's.</summary>
    public void Stay() => _peer.Loop.IsLeft = false;

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= OnThrown;

    // No caller begins another call, and each call ends within some hundred steps. Where other threads take part the
    // number depends on them: then it is given time.
    private void Settle()
    {
        long deadline = Environment.TickCount64 + Patience.Milliseconds;
        for (int step = 0; !Array.TrueForAll(_calls, static call => call.IsIdle); step++)
        {
            Step(isSettling: true);
            ThrowIfOverdue(step, deadline);
        }
    }

    private void ThrowIfOverdue(int step, long deadline)
    {
        if (_options.HasThreads ? Environment.TickCount64 > deadline : step > MaxStepsOfCall)
        {
            Fail("A call does not end.");
            ThrowIfFailed();
        }
    }

    private FastHttpOptions CreateOptions()
    {
        TimeSpan Of(int seconds) => _options.HasDeadlines ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return new FastHttpOptions
        {
            MaxConnectionsPerServer = _options.IsPooled ? 3 : 1,
            MaxPipelineDepth = _options.IsPooled ? 1 : 4,
            ContinueOnLoop = !_options.LeavesLoop,
            RetryPolicy = _options.HasPolicy ? new Policy(new Random(_seed)) : null,
            ResponseHeadTimeout = Of(HeadSeconds),
            ReadIdleTimeout = Of(ReadIdleSeconds),
            WriteTimeout = Of(WriteSeconds),
            RequestTimeout = Of(RequestSeconds),
            UnreadBodyTimeout = Of(UnreadSeconds),
            PoolWaitTimeout = Of(PoolWaitSeconds),
            Expect100ContinueTimeout = _options.HasContinueTimeout ? TimeSpan.FromSeconds(1) : TimeSpan.Zero,
        };
    }

    // One thing happens, on the loop or as if on another thread, and then those who wait for it look.
    private void Step(bool isSettling)
    {
        try
        {
            switch (_random.Next(32))
            {
                case < 9:
                    Answer();
                    break;
                case < 15:
                    Write();
                    break;
                case < 22:
                    Call(isSettling);
                    break;
                case < 26:
                    Trace("run posted");
                    _peer.Loop.RunPosted();
                    break;
                case 26:
                    PauseOrResume(isSettling);
                    break;
                case 27:
                    Advance(_random.Next(2) == 0 ? 0.1 : 0.6);
                    break;
                case 28 when _random.Next(2) == 0:
                    Quieten();
                    break;
                case 29 when !isSettling && _options.MayFail:
                    Cancel();
                    break;
                case 30 when !isSettling && _options.MayFail:
                    Disrupt();
                    break;
                case 31 when !isSettling && _options.MayFail && _options.HasDeadlines && _random.Next(8) == 0:
                    Advance(_random.Next(1, 4) * 10.5);
                    break;
            }

            _peer.Loop.IsLeft = false;
            Poll();
            Forget();
        }
#pragma warning disable CA1031 // Told with the seed and the steps.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fail(failure.ToString());
        }

        _peer.Loop.IsLeft = false;
        ThrowIfFailed();
    }

    private void Answer()
    {
        BodyLine? line = AnyLine(static line => line.CanSend || line.AwaitsEnd);
        if (line is { CanSend: true })
        {
            line.Send(_random);
        }
        else if (line is not null)
        {
            Trace("end", line);
            line.End(half: _random.Next(2) == 0);
        }
    }

    private void Write()
    {
        BodyCall call = _calls[_random.Next(_calls.Length)];
        if (call.CanWrite)
        {
            LeaveOrStay();
            Trace("write", call);
            call.Write();
        }
    }

    private void Call(bool isSettling)
    {
        BodyCall call = _calls[_random.Next(_calls.Length)];
        if (call.IsReading)
        {
            LeaveOrStay();
            Trace("read", call);
            call.Read(_random);
        }
        else if (call.IsIdle && !isSettling && ((HttpSender?)_client ?? ReadyConnection()) is { } sender)
        {
            BodyPlan plan = BodyPlan.Create(_random, _nextPlan, _options.HasLongBodies, _options.MayFail);
            plan.MayBreak = MayMeetEnd();
            _plans[_nextPlan++ % Remembered] = plan;
            if (_options.IsPooled)
            {
                LeaveOrStay();
            }
            else
            {
                // The cancellation of another call is no reason of this one.
                HttpError reason = _connection!.BrokenBy;
                plan.RefusedBy = reason == HttpError.Canceled ? HttpError.ConnectionClosed : reason;
            }

            if (plan.SaysClose || plan.Timeout != 0)
            {
                Disturb();
            }

            Note($"start {plan.Number}");
            call.Start(sender, plan);
        }
    }

    private void Cancel()
    {
        BodyCall call = _calls[_random.Next(_calls.Length)];
        if (call.Plan.MayCancel && _random.Next(2) == 0)
        {
            LeaveOrStay();
            Trace("cancel", call);
            call.Cancel();
        }
    }

    // A connection that takes a further call: none may come behind a body that is being sent.
    private HttpConnection? ReadyConnection()
    {
        bool takesClosed = _random.Next(4) == 0;
        if (_connection is null || (_connection is { IsOpen: false, PendingCount: 0 } && !takesClosed))
        {
            NoteDisturbance();
            _connection = TestConnection.Open(_peer.Loop, _clientOptions);
        }

        // A body that was left may still have its place.
        if (!_connection.IsSendingBody && OutputOf(_connection.Transport) is { } output)
        {
            Assert.True(BufferOf(output).Length == 0, "A connection that writes no body holds a buffer.");
        }

        bool hasPlace = _connection.PendingCount < _clientOptions.MaxPipelineDepth && !_connection.HasUnsent;
        return hasPlace && !_connection.IsSendingBody && (_connection.IsOpen || takesClosed) ? _connection : null;
    }

    private void PauseOrResume(bool isSettling)
    {
        BodyLine? line = AnyLine(static _ => true);
        if (line is { IsPaused: true })
        {
            Trace("resume", line);
            line.Resume();
        }
        else if (line is not null && !isSettling && _random.Next(2) == 0)
        {
            Trace("pause", line);
            line.Pause();
        }
    }

    // The peer ends a connection, or says something unasked; or the client ends what is idle.
    private void Disrupt()
    {
        BodyLine? line = AnyLine(static _ => true);
        switch (_random.Next(8))
        {
            case 0 when line is not null:
                Trace("reset", line);
                line.Reset();
                break;
            case 1 or 2 when line is not null:
                Trace("close", line);
                line.End(half: _random.Next(2) == 0);
                break;
            case 3 when line is { IsIdle: true } && IsUnused(line):
                Trace("stray", line);
                line.Stray();
                break;
            case 4 when _client is not null:
                LeaveOrStay();
                Trace("close idle");
                _client.CloseIdleConnections();
                break;
        }
    }

    private void Advance(double seconds)
    {
        if (_options.HasDeadlines)
        {
            Disturb();
        }

        _trace?.Enqueue($"advance {seconds.ToString(CultureInfo.InvariantCulture)}");
        _peer.Advance(seconds);
    }

    private void Poll()
    {
        foreach (BodyCall call in _calls)
        {
            call.Poll(_random);
        }
    }

    private BodyLine? AnyLine(Func<BodyLine, bool> condition)
    {
        int first = _random.Next(Math.Max(1, _peer.Lines.Count));
        for (int index = 0; index < _peer.Lines.Count; index++)
        {
            ManualPeer.Line line = _peer.Lines[(first + index) % _peer.Lines.Count];
            if (line.IsOpen && condition(_lines[line]))
            {
                return _lines[line];
            }
        }

        return null;
    }

    private void Forget()
    {
        if (_peer.Lines.Count > 8)
        {
            foreach (ManualPeer.Line line in _peer.Lines.Where(static line => !line.IsOpen))
            {
                _lines.Remove(line);
            }

            _peer.Lines.RemoveAll(static line => !line.IsOpen);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_output")]
    private static extern ref SendPipe? OutputOf(TransportConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_buffer")]
    private static extern ref byte[] BufferOf(SendPipe pipe);

    /// <summary>Decides at random.</summary>
    private sealed class Policy(Random random) : IRetryPolicy
    {
        public RetryDecision Decide(in RetryContext attempt) => random.Next(3) switch
        {
            0 => RetryDecision.Stop,
            1 when attempt.Error != HttpError.None || attempt.StatusCode >= 500 => RetryDecision.Now,
            2 when attempt.Error != HttpError.None || attempt.StatusCode >= 500 =>
                RetryDecision.After(TimeSpan.FromSeconds(0.5)),
            _ => RetryDecision.Stop,
        };
    }
}
