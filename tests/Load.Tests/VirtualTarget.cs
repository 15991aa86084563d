using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace Load.Tests;

/// <summary>
/// A server in virtual time: notes when each request comes, and answers as it is told to. Lives on the loops of the
/// lanes, which one thread drives.
/// </summary>
internal sealed class VirtualTarget
{
    // Far more than any test has in one moment.
    private const int MostAtOnce = 10_000;

    private readonly List<Arrival> _arrivals = [];
    private long _origin;
    private long _momentOf;
    private int _inMoment;

    /// <summary>What is answered to a request, by what is known of it.</summary>
    public Func<Arrival, Reply> Answer { get; init; } = static _ => new Reply();

    /// <summary>Whether the next connection is refused: its other end closes at once.</summary>
    public Func<int, bool> Refuses { get; init; } = static _ => false;

    /// <summary>Whether nothing listens: no connection can be made.</summary>
    public bool IsAway { get; init; }

    /// <summary>Everything that came, in order.</summary>
    public IReadOnlyList<Arrival> Arrivals => _arrivals;

    /// <summary>How many connections were made.</summary>
    public int Accepted { get; private set; }

    /// <summary>When each of them was made, in milliseconds.</summary>
    public List<double> AcceptedMs { get; } = [];

    /// <summary>How many of them are open.</summary>
    public int Open { get; private set; }

    /// <summary>The number of requests that came within a stretch of time, its beginning included.</summary>
    public int Between(double fromMs, double toMs) => _arrivals.Count(item => item.Ms >= fromMs && item.Ms < toMs);

    public Transport CreateTransport() => new MemoryTransport(IsAway ? null : Accept);

    private void Accept(TransportConnection connection)
    {
        _origin = _origin == 0 ? connection.Loop.Now : _origin;
        NoteMoment(connection.Loop);
        AcceptedMs.Add(MsOf(connection.Loop));
        int number = Accepted++;
        if (Refuses(number))
        {
            connection.Close();
            return;
        }

        Open++;
        connection.Attach(new Line(this, connection, number));
    }

    // Where nothing takes time, a loop would never come back.
    private void NoteMoment(TransportLoop loop)
    {
        _inMoment = loop.Now == _momentOf ? _inMoment + 1 : 0;
        _momentOf = loop.Now;
        Assert.True(_inMoment < MostAtOnce, "Requests and connections come without end, and time stands still.");
    }

    private double MsOf(TransportLoop loop) => (loop.Now - _origin) * 1000.0 / Stopwatch.Frequency;

    /// <summary>A request that came.</summary>
    /// <param name="Ms">When, from the first connection on.</param>
    /// <param name="Connection">On which connection.</param>
    /// <param name="Number">Its number on that connection.</param>
    /// <param name="Head">Its head.</param>
    internal sealed record Arrival(double Ms, int Connection, int Number, string Head)
    {
        public string Method => Head.Split(' ')[0];

        public string Target => Head.Split(' ')[1];

        /// <summary>Its body; empty where it has none.</summary>
        public string Body { get; init; } = "";

        /// <summary>The value of a field; null where it has none.</summary>
        public string? FieldOf(string name) => Head.Split("\r\n")
            .FirstOrDefault(line =>
                line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
    }

    /// <summary>An answer.</summary>
    internal sealed record Reply
    {
        public int Status { get; init; } = 200;

        public int DelayMs { get; init; }

        /// <summary>Whether there is none, ever.</summary>
        public bool IsSilence { get; init; }

        /// <summary>Whether the connection ends instead of the answer.</summary>
        public bool Breaks { get; init; }

        /// <summary>How long after the answer the connection ends; null where it stays.</summary>
        public int? ClosesAfterMs { get; init; }

        /// <summary>How many of its bytes are sent; null for all.</summary>
        public int? Part { get; init; }

        /// <summary>How long after that part the rest follows; null for never.</summary>
        public int? RestAfterMs { get; init; }

        public string Fields { get; init; } = "";

        public string Body { get; init; } = "ok";

        public byte[] ToBytes() => Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {Status} Any\r\nContent-Length: {Body.Length}\r\n{Fields}\r\n{Body}");
    }

    private sealed class Line(VirtualTarget target, TransportConnection connection, int number) : ITransportReceiver
    {
        private int _requests;
        private bool _isOver;

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            int taken = 0;
            while (data[taken..].IndexOf("\r\n\r\n"u8) is >= 0 and int end)
            {
                string head = Encoding.ASCII.GetString(data.Slice(taken, end));
                Arrival arrival = new(target.MsOf(connection.Loop), number, _requests, head);
                int length = int.Parse(arrival.FieldOf("Content-Length") ?? "0", CultureInfo.InvariantCulture);
                if (data.Length < taken + end + 4 + length)
                {
                    break;
                }

                _requests++;
                target.NoteMoment(connection.Loop);
                taken += end + 4;
                arrival = arrival with { Body = Encoding.UTF8.GetString(data.Slice(taken, length)) };
                taken += length;
                target._arrivals.Add(arrival);
                Take(target.Answer(arrival));
            }

            return taken;
        }

        public void OnClosed(TransportError error) => End();

        private void Take(Reply reply)
        {
            if (reply.Breaks)
            {
                End();
            }
            else if (!reply.IsSilence)
            {
                byte[] bytes = reply.ToBytes();
                int part = reply.Part ?? bytes.Length;
                After(reply.DelayMs, () => connection.TrySend(bytes.AsSpan(0, part)));
                if (reply.RestAfterMs is { } rest)
                {
                    After(reply.DelayMs + rest, () => connection.TrySend(bytes.AsSpan(part)));
                }
            }

            if (reply.ClosesAfterMs is { } closes)
            {
                After(reply.DelayMs + closes, End);
            }
        }

        private void After(int delayMs, Action run)
        {
            if (delayMs == 0)
            {
                run();
                return;
            }

            connection.Loop.Schedule(new Later(run), connection.Loop.Now + (delayMs * Stopwatch.Frequency / 1000));
        }

        private void End()
        {
            if (!_isOver)
            {
                _isOver = true;
                target.Open--;
                connection.Close();
            }
        }
    }

    private sealed class Later(Action run) : LoopTimer
    {
        protected override void OnElapsed() => run();
    }
}
