using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using FastHttp.Transports;

namespace FastHttp.Connecting;

/// <summary>
/// Connects to the first of several addresses that answers (RFC 8305 §5): the next one is tried when the last has
/// failed or has taken a quarter of a second, and a connection that comes late is closed. Lives on the loop until the
/// handler has been told, or it is given up; the handler is told once.
/// </summary>
internal sealed class AddressRace(TransportLoop loop, EndPoint[] addresses, EndPoint? local, IConnectHandler handler)
    : LoopTimer
{
    // RFC 8305 §8: the recommended delay between attempts.
    private static readonly long s_headStart = Stopwatch.Frequency / 4;

    private readonly List<Attempt> _running = [];
    private Attempt? _winner;
    private int _next;
    private bool _ended;

    /// <summary>The address that has won; null as long as none has.</summary>
    public EndPoint? Winner => _winner?.Address;

    /// <summary>Starts with the first address. All may be over when this returns.</summary>
    public void Start() => StartNext();

    /// <summary>Gives up; the handler hears nothing.</summary>
    public void Cancel() => End(winner: null);

    protected internal override void OnElapsed() => StartNext();

    private void StartNext()
    {
        EndPoint address = addresses[_next++];
        Attempt attempt = new(this, address);
        _running.Add(attempt);
        if (_next < addresses.Length)
        {
            loop.Schedule(this, loop.Now + s_headStart);
        }
        else
        {
            // The one before has failed within its head start: its timer would find no address to start.
            loop.Cancel(this);
        }

        TransportConnection? connection = loop.Connect(address, address is IPEndPoint ? local : null, attempt);
        attempt.Connection ??= connection;
        if (_ended && attempt != _winner)
        {
            // Another one has won inside of the call.
            attempt.Connection?.Close();
        }
    }

    private void Won(Attempt attempt, TransportConnection connection)
    {
        End(attempt);
        handler.OnConnected(connection);
    }

    private void Lost(Attempt attempt, TransportError error, int systemError)
    {
        _running.Remove(attempt);
        if (_ended)
        {
            return;
        }

        if (_next < addresses.Length && error != TransportError.Aborted)
        {
            StartNext();
        }
        else if (_running.Count == 0)
        {
            End(winner: null);
            handler.OnConnectFailed(error, systemError);
        }
    }

    private void End(Attempt? winner)
    {
        _ended = true;
        _winner = winner;
        loop.Cancel(this);
        foreach (Attempt attempt in _running)
        {
            if (attempt != winner)
            {
                attempt.Connection?.Close();
            }
        }
    }

    private sealed class Attempt(AddressRace race, EndPoint address) : IConnectHandler
    {
        public EndPoint Address => address;

        public TransportConnection? Connection { get; set; }

        public void OnConnected(TransportConnection connection)
        {
            Connection = connection;
            race.Won(this, connection);
        }

        public void OnConnectFailed(TransportError error, int systemError) => race.Lost(this, error, systemError);
    }
}
