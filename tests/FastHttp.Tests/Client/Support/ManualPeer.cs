using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace FastHttp.Tests.Client.Support;

/// <summary>
/// The other end of all memory connections of a client. Answers nothing by itself unless told how; a test looks at each
/// connection and moves it. Everything happens on the test's thread.
/// </summary>
internal sealed class ManualPeer
{
    /// <summary>Takes bytes that have come.</summary>
    public delegate void LineReceiver(Line line, ReadOnlySpan<byte> data);

    public ManualPeer() => Loop = new MemoryTransport(Accept).CreateMemoryLoop();

    public MemoryLoop Loop { get; }

    public List<Line> Lines { get; } = [];

    /// <summary>The clients that talk to this peer, and not where their caller leads them.</summary>
    public List<FastHttpClient> Clients { get; } = [];

    /// <summary>Connections that came, also those that a test has taken off the list.</summary>
    public int Accepted { get; private set; }

    /// <summary>Answers everything with these bytes, looks at nothing, and so allocates nothing.</summary>
    public byte[]? Canned { get; set; }

    /// <summary>What is done when bytes come, which are not kept: so this allocates nothing of its own.</summary>
    public Action<Line>? OnBytes { get; set; }

    /// <summary>Takes the bytes that come in a line's stead, which keeps none of them.</summary>
    public LineReceiver? OnData { get; set; }

    /// <summary>What is done with each request, by a new connection's line; null waits for the test.</summary>
    public Action<Line>? OnRequest { get; set; }

    /// <summary>What is done with each new connection before anything comes.</summary>
    public Action<Line>? OnAccepted { get; set; }

    /// <summary>Lines that neither end has closed.</summary>
    public int OpenLines => Lines.FindAll(line => line.IsOpen).Count;

    public static string Response(string body, string fields = "") =>
        $"HTTP/1.1 200 OK\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}";

    public FastHttpClient CreateClient(FastHttpOptions? options = null)
    {
        FastHttpClient client = new((options ?? FastHttpOptions.Default).Continuing(onLoop: true), [Loop]);
        if (options?.ConnectCallback is null)
        {
            Clients.Add(client);
        }

        return client;
    }

    public HostClient CreateHostClient(HttpEndPoint endPoint, FastHttpOptions? options = null) =>
        new(endPoint, (options ?? FastHttpOptions.Default).Continuing(onLoop: true), [Loop]);

    public void Advance(double seconds) => Loop.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Runs what was posted to the loop, and what that posts.</summary>
    public void RunPosted()
    {
        while (Loop.RunPosted())
        {
        }
    }

    /// <summary>
    /// Waits for what another thread is to bring about; its part on the loop is run here. <see cref="MemoryLoop.Own"/>
    /// has to have been called before that thread knew of the loop.
    /// </summary>
    public void RunPostedUntil(Func<bool> condition)
    {
        long deadline = Environment.TickCount64 + Patience.Milliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, "Waited in vain.");
            if (!Loop.RunPosted())
            {
                Thread.Sleep(1);
            }
        }
    }

    private void Accept(TransportConnection connection)
    {
        Accepted++;
        Line line = new(this, connection) { Number = Accepted };
        Lines.Add(line);
        connection.Attach(line);
        OnAccepted?.Invoke(line);
    }

    /// <summary>One connection, seen from the peer.</summary>
    internal sealed class Line(ManualPeer peer, TransportConnection connection) : ITransportReceiver
    {
        private readonly StringBuilder _received = new();

        public bool IsOpen => !connection.IsClosed;

        /// <summary>Whether the client's end is open; a peer that does not read may not have seen its end.</summary>
        public bool IsOpenThere => OtherEnd((MemoryConnection)connection) is { IsClosed: false };

        /// <summary>The first connection is 1.</summary>
        public int Number { get; init; }

        /// <summary>What came since the last answer.</summary>
        public string Pending => _received.ToString();

        /// <summary>The request target of what is pending.</summary>
        public string Target => Pending.Split(' ')[1];

        /// <summary>Requests that came.</summary>
        public int Requests { get; private set; }

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            if (peer.Canned is { } canned)
            {
                connection.TrySend(canned);
                return data.Length;
            }

            if (peer.OnBytes is { } reaction)
            {
                reaction(this);
                return data.Length;
            }

            if (peer.OnData is { } receiver)
            {
                receiver(this, data);
                return data.Length;
            }

            if (_received.Length == 0)
            {
                Requests++;
            }

            _received.Append(Encoding.Latin1.GetString(data));
            peer.OnRequest?.Invoke(this);
            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();

        public void Answer(string body = "x", string fields = "") => Send(Response(body, fields));

        public void Send(string bytes)
        {
            _received.Clear();
            connection.TrySend(Encoding.Latin1.GetBytes(bytes));
        }

        /// <summary>Sends bytes as they are, without the request being answered.</summary>
        public void Push(ReadOnlySpan<byte> bytes) => connection.TrySend(bytes);

        public void Close() => connection.Close();

        /// <summary>Ends this end's stream; still receives.</summary>
        public void HalfClose() => connection.ShutdownSend();

        /// <summary>Breaks the connection; bytes that wait are lost, as with a reset of TCP.</summary>
        public void Reset() => connection.Abort();

        /// <summary>Takes nothing any more, as a peer that does not read.</summary>
        public void Pause() => connection.PauseReceive();

        public void Resume() => connection.ResumeReceive();

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_peer")]
        private static extern ref MemoryConnection? OtherEnd(MemoryConnection connection);
    }
}
