using System;
using System.Collections.Generic;
using System.IO;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace Testing;

/// <summary>
/// The other end of memory connections: answers whatever it receives with the segments that were scripted, each one
/// delivered apart. Lives on the memory loop of its transport.
/// </summary>
public sealed class ScriptedPeer
{
    private readonly Queue<ReadOnlyMemory<byte>> _segments = new();
    private readonly MemoryStream _received = new();
    private readonly MemoryTransport _transport;
    private bool _closesAfter;
    private int _requestsBeforeAnswer = 1;

    public ScriptedPeer()
    {
        _transport = new MemoryTransport(Accept);
        Loop = _transport.CreateMemoryLoop();
    }

    /// <summary>The loop that drives both ends.</summary>
    public MemoryLoop Loop { get; }

    /// <summary>Everything that came, over all connections.</summary>
    public byte[] Received => _received.ToArray();

    /// <summary>How many connections were made.</summary>
    public int Accepted { get; private set; }

    /// <summary>The last connection that was accepted.</summary>
    public TransportConnection? Connection { get; private set; }

    /// <summary>Scripts what is sent when the next bytes come.</summary>
    public void Answer(IEnumerable<ReadOnlyMemory<byte>> segments, bool closesAfter = false, int afterReceives = 1)
    {
        _closesAfter = closesAfter;
        _requestsBeforeAnswer = afterReceives;
        foreach (ReadOnlyMemory<byte> segment in segments)
        {
            _segments.Enqueue(segment);
        }
    }

    private void Accept(TransportConnection connection)
    {
        Accepted++;
        Connection = connection;
        connection.Attach(new Receiver(this, connection));
    }

    private sealed class Receiver(ScriptedPeer peer, TransportConnection connection) : ITransportReceiver, ILoopTask
    {
        public int OnReceived(ReadOnlySpan<byte> data)
        {
            peer._received.Write(data);
            if (--peer._requestsBeforeAnswer == 0)
            {
                Run();
            }

            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();

        // Sends one segment; the next only after this one has been delivered.
        public void Run()
        {
            if (peer._segments.TryDequeue(out ReadOnlyMemory<byte> segment))
            {
                connection.TrySend(segment.Span);
                connection.Loop.Post(this);
            }
            else if (peer._closesAfter)
            {
                connection.ShutdownSend();
            }
        }
    }
}
