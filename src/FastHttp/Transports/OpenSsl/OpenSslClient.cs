using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Text;
using System.Threading;

namespace FastHttp.Transports.OpenSsl;

/// <summary>Speaks TLS by OpenSSL: one context, and the sessions that its connections resume. Thread-safe.</summary>
internal sealed unsafe class OpenSslClient : TlsClient
{
    // A client that meets more peers than that forgets all of them, rather than keep an order.
    private const int MaxSessions = 1000;

    // OpenSSL's buffers are 34 KB a connection. To take and to free them costs a request about a microsecond, so few
    // connections keep theirs, and many do not.
    private const int MaxOpenWithBuffers = 128;

    private const int MaxStackBytes = 1024;

    private readonly ContextHandle _context;
    private readonly ConcurrentDictionary<object, SessionSlot> _sessions = new();
    private int _openCount;

    /// <summary>Reads the options.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">OpenSSL does not take them.</exception>
    public OpenSslClient(SslClientAuthenticationOptions options)
    {
        Options = options;
        Accepting = options.RemoteCertificateValidationCallback?.Target as AcceptingCheck;
        _context = ContextHandle.Create(options);
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>Accepts any certificate; null if they are verified.</summary>
    public AcceptingCheck? Accepting { get; }

    /// <summary>States of connections that are not freed yet.</summary>
    public int OpenCount => Volatile.Read(ref _openCount);

    public override void Secure(
        TransportConnection transport, string serverName, object peer, ISecureHandler handler)
    {
        SessionSlot? sessions = Options.AllowTlsResume ? SlotOf(peer) : null;
        OpenSslConnection.Over(transport, this, serverName, sessions, handler).Start();
    }

    /// <summary>Makes the state of a connection to a server; 0 when OpenSSL cannot.</summary>
    public nint NewConnection(RecordPort port, string serverName)
    {
        nint ssl = _context.NewConnection();
        nint bio = ssl == 0 ? 0 : port.NewBio();
        if (bio == 0)
        {
            LibSsl.Free(ssl);
            return 0;
        }

        LibSsl.SetBio(ssl, bio, bio);
        LibSsl.BeClient(ssl);
        if (serverName.Length != 0 && !TryName(ssl, serverName))
        {
            LibSsl.Free(ssl);
            return 0;
        }

        if (Interlocked.Increment(ref _openCount) > MaxOpenWithBuffers)
        {
            _ = LibSsl.Control(ssl, LibSsl.ControlMode, LibSsl.ModeReleaseBuffers, null);
        }

        return ssl;
    }

    /// <summary>Frees the state of a connection.</summary>
    public void FreeConnection(nint ssl)
    {
        LibSsl.Free(ssl);
        Interlocked.Decrement(ref _openCount);
    }

    private bool TryName(nint ssl, string serverName)
    {
        // With a zero after it, as C reads text. No name of a host is longer than 253 bytes.
        int capacity = Encoding.UTF8.GetMaxByteCount(serverName.Length) + 1;
        Span<byte> name = capacity <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[capacity];
        name.Clear();
        int length = Encoding.UTF8.GetBytes(serverName, name);
        nint expected = Accepting is null ? LibSsl.ParametersOf(ssl) : 0;
        fixed (byte* start = name)
        {
            if (IPAddress.IsValid(serverName))
            {
                // RFC 6066 §3: an address is no server name.
                return expected == 0 || LibSsl.ExpectAddress(expected, start) == 1;
            }

            if (LibSsl.Control(ssl, LibSsl.ControlServerName, 0, start) != 1)
            {
                return false;
            }

            if (expected == 0)
            {
                return true;
            }

            LibSsl.SetHostFlags(expected, LibSsl.NoPartialWildcards);
            return LibSsl.ExpectHost(expected, start, (nuint)length) == 1;
        }
    }

    private SessionSlot SlotOf(object peer)
    {
        if (_sessions.TryGetValue(peer, out SessionSlot? slot))
        {
            return slot;
        }

        if (_sessions.Count >= MaxSessions)
        {
            _sessions.Clear();
        }

        return _sessions.GetOrAdd(peer, static _ => new SessionSlot());
    }
}
