using System;
using System.Collections.Generic;
using System.Text;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace FastHttp.Tests.Client.Support;

/// <summary>
/// The other end of memory connections, made for millions of exchanges: a request is a number, and so is its answer. A
/// test answers, in whole or in parts, when it wants to. Everything happens on the loop's thread.
/// </summary>
internal sealed class NumberPeer
{
    public const int Digits = 8;

    public NumberPeer() => Loop = new MemoryTransport(connection => Lines.Add(new Line(connection))).CreateMemoryLoop();

    public MemoryLoop Loop { get; }

    /// <summary>The connections, also those that are closed, until they are <see cref="Forget"/>-ten.</summary>
    public List<Line> Lines { get; } = [];

    public void Forget() => Lines.RemoveAll(static line => !line.IsOpen);

    /// <summary>Makes a request that asks for a number.</summary>
    public static void Ask(FastHttpRequest request, HttpEndPoint endPoint, int number)
    {
        Span<byte> target = stackalloc byte[1 + Digits];
        target[0] = (byte)'/';
        Write(number, target[1..]);
        request.SetTarget(endPoint, target);
    }

    /// <summary>Whether a response has that number.</summary>
    public static bool Answers(FastHttpResponse response, int number)
    {
        Span<byte> digits = stackalloc byte[Digits];
        Write(number, digits);
        return response.BodySpan.SequenceEqual(digits);
    }

    private static void Write(int number, Span<byte> digits) => number.TryFormat(digits, out _, "D8", null);

    /// <summary>One connection, seen from the peer.</summary>
    internal sealed class Line : ITransportReceiver
    {
        private const int TargetAt = 5;

        private readonly TransportConnection _connection;
        private readonly byte[] _answer =
            Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n########");

        private int _sent;

        public Line(TransportConnection connection)
        {
            _connection = connection;
            connection.Attach(this);
        }

        public bool IsOpen => !_connection.IsClosed;

        /// <summary>Whether a request waits for its answer, or for the rest of it.</summary>
        public bool IsPending { get; private set; }

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            Assert.False(IsPending, "A request was sent before the answer to the last had gone.");
            data.Slice(TargetAt, Digits).CopyTo(_answer.AsSpan(_answer.Length - Digits));
            _sent = 0;
            IsPending = true;
            return data.Length;
        }

        public void OnClosed(TransportError error) => _connection.Close();

        /// <summary>Sends so many bytes of the answer that waits, or what is left of it.</summary>
        public void Answer(int count = int.MaxValue)
        {
            ReadOnlySpan<byte> part = _answer.AsSpan(_sent);
            part = part[..Math.Min(count, part.Length)];
            _sent += part.Length;
            IsPending = _sent < _answer.Length;
            _connection.TrySend(part);
        }

        public void Close() => _connection.Close();
    }
}
