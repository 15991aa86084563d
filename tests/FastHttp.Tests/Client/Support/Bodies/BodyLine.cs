using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace FastHttp.Tests.Client.Support.Bodies;

/// <summary>
/// One connection, seen from the peer of a <see cref="BodyWorld"/>: reads what comes to the byte, which has to be the
/// requests of the calls and nothing else, and sends answers in pieces.
/// </summary>
internal sealed class BodyLine(BodyWorld world, ManualPeer.Line line)
{
    private readonly Queue<Arrival> _unanswered = new();
    private readonly List<byte> _held = [];
    private Arrival? _arriving;
    private int _chunkLeft;
    private bool _wasPaused;
    private bool _hasEnded;

    /// <summary>Whether this end is open.</summary>
    public bool IsOpen => line.IsOpen;

    /// <summary>Whether what is said here is heard.</summary>
    public bool IsAlive => IsOpen && !_hasEnded && IsOpenThere;

    /// <summary>Whether the client's end is open, which may not be seen here yet.</summary>
    public bool IsOpenThere => line.IsOpenThere;

    public bool IsPaused { get; private set; }

    /// <summary>Whether a request has come that is not answered to its end.</summary>
    public bool IsPending => _unanswered.Count != 0;

    /// <summary>Whether no request is under way.</summary>
    public bool IsIdle => _unanswered.Count == 0 && _arriving is null && _held.Count == 0 && !IsPaused;

    /// <summary>When something was sent last.</summary>
    public double SentAt { get; private set; }

    /// <summary>Whether something can be sent.</summary>
    public bool CanSend => IsAlive && _unanswered.TryPeek(out Arrival? first) && Limit(first) > first.Answer.Sent;

    /// <summary>Whether the answer ends with the connection, and has been sent.</summary>
    public bool AwaitsEnd => IsAlive && _unanswered.TryPeek(out Arrival? first)
        && first.Answer.End == BodyAnswer.EndKind.UntilClose && first.Answer.Sent == first.Answer.WholeEnd;

    public override string ToString() => $"line {line.Number}";

    public void Receive(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && world.Failure is null)
        {
            data = data[(_arriving is null ? TakeHead(data) : TakeBody(_arriving, data))..];
        }
    }

    /// <summary>Sends a piece of the oldest answer.</summary>
    public void Send(Random random)
    {
        Arrival arrival = _unanswered.Peek();
        BodyAnswer answer = arrival.Answer;
        int rest = Limit(arrival) - answer.Sent;
        int count = random.Next(8) switch
        {
            0 => 1,
            1 or 2 => random.Next(1, rest + 1),
            3 => random.Next(1, Math.Min(rest, 60) + 1),
            4 when answer.Sent < answer.HeadEnd => Math.Min(rest, answer.HeadEnd - answer.Sent),
            5 when answer.Sent < answer.WholeEnd - 1 => Math.Min(rest, answer.WholeEnd - 1 - answer.Sent),
            _ => rest,
        };

        // What is surplus comes with the last byte; with another request under way it would be the answer to that.
        int end = answer.Sent + count;
        answer.HasSurplus &= end < answer.WholeEnd || world.MayHaveSurplus;
        end = end >= answer.WholeEnd && answer.HasSurplus ? answer.Bytes.Length : Math.Min(end, answer.WholeEnd);
        ReadOnlySpan<byte> piece = answer.Bytes[answer.Sent..end];
        bool isEarly = !arrival.IsComplete && end > answer.InterimEnd;
        answer.Sent = end;
        arrival.IsUnwanted |= answer.IsHeadSent && !arrival.IsBodyBegun && !_wasPaused && !world.MayHoldBack
            && MustWait(arrival);
        arrival.IsContinueSent |= answer.ContinueEnd != 0 && end >= answer.ContinueEnd;
        if (isEarly || answer.SaysClose || answer.HasSurplus || answer.End == BodyAnswer.EndKind.UntilClose)
        {
            world.Disturb();
        }

        if (answer.IsWhole)
        {
            _unanswered.Dequeue();
        }

        SentAt = world.Seconds;
        world.Sent(arrival.Plan);
        world.Note($"send {answer.Sent - piece.Length}..{answer.Sent} to {arrival.Plan.Number} on {this}");
        line.Push(piece);
    }

    /// <summary>Ends the stream in order.</summary>
    public void End(bool half)
    {
        world.MarkBroken(this, reset: false);
        _hasEnded = true;
        if (half)
        {
            line.HalfClose();
        }
        else
        {
            line.Close();
        }
    }

    public void Reset()
    {
        world.MarkBroken(this, reset: true);
        line.Reset();
    }

    public void Pause()
    {
        IsPaused = true;
        _wasPaused = true;
        line.Pause();
    }

    public void Resume()
    {
        IsPaused = false;
        line.Resume();
    }

    /// <summary>Sends an answer that the client has not asked for.</summary>
    public void Stray() => line.Push("HTTP/1.1 408 Late\r\nX-Answer: 0\r\nContent-Length: 0\r\n\r\n"u8);

    private static int Limit(Arrival arrival) => arrival.Answer.IsLate && !arrival.IsComplete
        ? arrival.Answer.InterimEnd
        : arrival.Answer.WholeEnd;

    private bool MustWait(Arrival arrival) =>
        arrival.Expects && !arrival.IsContinueSent && !world.HasWaitedForContinue(arrival.HeadAt);

    private int TakeHead(ReadOnlySpan<byte> data)
    {
        int before = _held.Count;
        _held.AddRange(data);
        string text = Encoding.Latin1.GetString([.. _held.Count > 4096 ? _held[..4096] : _held]);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return data.Length;
        }

        _held.Clear();
        Begin(text[..(end + 2)]);
        return end + 4 - before;
    }

    private void Begin(string head)
    {
        string[] first = head[..head.IndexOf("\r\n", StringComparison.Ordinal)].Split(' ');
        BodyPlan? plan = first.Length == 3 && first[1].StartsWith('/')
            && int.TryParse(first[1].AsSpan(1), CultureInfo.InvariantCulture, out int number)
                ? world.PlanOf(number)
                : null;
        if (plan is null || plan.Method != first[0])
        {
            world.Fail($"The peer got this for a request: {head}");
            return;
        }

        bool expects = head.Contains("\r\nExpect: 100-continue\r\n", StringComparison.Ordinal);
        bool isChunked = head.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.Ordinal);
        string length = $"\r\nContent-Length: {plan.Length}\r\n";
        bool isFramed = plan.Source == BodyPlan.BodySource.None
            || (plan.IsChunked ? isChunked : head.Contains(length, StringComparison.Ordinal));
        if (!isFramed || (expects && !plan.Expects))
        {
            world.Fail($"This head is not that of call {plan.Number}: {head}");
            return;
        }

        Arrival arrival = new(plan, world.CreateAnswer(plan), expects, isChunked, world.Seconds);
        _unanswered.Enqueue(arrival);
        arrival.IsComplete = !isChunked && plan.Length == 0;
        plan.Arrivals++;
        if (IsAlive)
        {
            // Else it was sent again meanwhile, or given up.
            plan.Line = this;
            plan.Answer = arrival.Answer;
            plan.ExpectedLast = expects;
            plan.IsReceived = arrival.IsComplete;
        }

        _arriving = arrival.IsComplete ? null : arrival;
        _chunkLeft = 0;
    }

    private int TakeBody(Arrival arrival, ReadOnlySpan<byte> data)
    {
        if (!arrival.IsBodyBegun)
        {
            arrival.IsBodyBegun = true;
            if (arrival.IsUnwanted || (MustWait(arrival) && !_wasPaused))
            {
                world.Fail($"The body of call {arrival.Plan.Number} came unasked.");
            }
        }

        int count = arrival.IsChunked ? TakeChunk(arrival, data) : TakeBytes(arrival, data);
        if (!arrival.IsChunked && arrival.BodyRead == arrival.Plan.Length)
        {
            Complete(arrival);
        }

        return count;
    }

    // A size line, or bytes of the chunk; the CRLF behind a chunk is taken as a part of the next size line.
    private int TakeChunk(Arrival arrival, ReadOnlySpan<byte> data)
    {
        if (_chunkLeft > 0)
        {
            int count = TakeBytes(arrival, data[..Math.Min(data.Length, _chunkLeft)]);
            _chunkLeft -= count;
            return count;
        }

        _held.Add(data[0]);
        string text = Encoding.Latin1.GetString([.. _held]);
        string size = arrival.BodyRead == 0 ? text : text.TrimStart('\r', '\n');
        bool isLast = size == "0\r\n\r\n";
        bool isSize = size.Length > 2 && size is not ("0\r\n" or "0\r\n\r")
            && size.EndsWith("\r\n", StringComparison.Ordinal);
        if (isLast || isSize)
        {
            _held.Clear();
            if (!isLast && !int.TryParse(
                size.AsSpan()[..^2], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _chunkLeft))
            {
                world.Fail($"Call {arrival.Plan.Number} sent this for the size of a chunk: {text}");
            }
        }

        if (isLast)
        {
            Complete(arrival);
        }

        return 1;
    }

    private int TakeBytes(Arrival arrival, ReadOnlySpan<byte> data)
    {
        int count = arrival.IsChunked ? data.Length : Math.Min(data.Length, arrival.Plan.Length - arrival.BodyRead);
        ReadOnlySpan<byte> rest = arrival.Plan.Body.Span[Math.Min(arrival.BodyRead, arrival.Plan.ProducedLength)..];
        if (!rest.StartsWith(data[..count]))
        {
            world.Fail($"Call {arrival.Plan.Number} sent other bytes than its body's behind {arrival.BodyRead}.");
        }

        arrival.BodyRead += count;
        return count;
    }

    private void Complete(Arrival arrival)
    {
        arrival.IsComplete = true;
        arrival.Plan.IsReceived |= arrival.Plan.Line == this;
        _arriving = null;
        if (arrival.BodyRead != arrival.Plan.Length)
        {
            world.Fail($"Call {arrival.Plan.Number} ended its body behind {arrival.BodyRead} bytes.");
        }
    }

    /// <summary>A request that has come, or the part of it that has.</summary>
    private sealed class Arrival(BodyPlan plan, BodyAnswer answer, bool expects, bool isChunked, double headAt)
    {
        public BodyPlan Plan => plan;

        public BodyAnswer Answer => answer;

        public bool Expects => expects;

        public bool IsChunked => isChunked;

        public double HeadAt => headAt;

        public bool IsBodyBegun { get; set; }

        public bool IsContinueSent { get; set; }

        /// <summary>Its answer came before its body was to be sent.</summary>
        public bool IsUnwanted { get; set; }

        public bool IsComplete { get; set; }

        public int BodyRead { get; set; }
    }
}
