using System;
using System.Text;
using FastHttp.Addresses;
using FastHttp.Buffers;
using FastHttp.Http1;
using FastHttp.Messages;

namespace FastHttp;

/// <summary>
/// A pooled request. Everything set is copied, but for a borrowed body. It belongs to one caller at a time, and to
/// the connection while an exchange is pending. Dispose returns it; afterwards it is another caller's. Not thread-safe.
/// </summary>
/// <remarks>
/// Invariant: the head that was serialised last is valid as long as nothing has changed since (<c>_isHeadValid</c>).
/// </remarks>
public sealed partial class FastHttpRequest : IDisposable
{
    private readonly MessageBuffer _method = new();
    private readonly MessageBuffer _target = new();
    private readonly MessageBuffer _authority = new();
    private readonly MessageBuffer _origin = new();
    private readonly MessageBuffer _head = new();
    private readonly MessagePool _home;
    private MessageLease _lease;
    private HttpEndPoint? _endPoint;

    // What _authority was made for: it outlives the rental, so that a load on one origin makes it once. If it was made
    // from text, _origin is that text, else empty.
    private HttpEndPoint? _lastEndPoint;
    private bool _isHeadValid;

    // What the head was serialised for.
    private HttpProxy? _forwarder;
    private bool _closeConnection;
    private bool? _isIdempotent;
    private int _minorVersion = 1;
    private long _headLength = -1;

    // Bytes of _head that are the head; a short body may follow it.
    private int _headBytes;
    private TimeSpan _timeout;

    internal FastHttpRequest(MessagePool home)
    {
        _home = home;
        Clear();
    }

    /// <summary>The method, case-sensitive; GET unless set. Copied.</summary>
    /// <exception cref="ArgumentException">It is not a token.</exception>
    public ReadOnlySpan<byte> Method
    {
        get
        {
            CheckNotInPool();
            return _method.Written;
        }

        set
        {
            RequestSyntax.CheckMethod(value);
            HeadChanged();
            _method.Clear();
            _method.Append(value);
        }
    }

    /// <summary>Where the request goes; null until a URI or target is set.</summary>
    public HttpEndPoint? EndPoint
    {
        get
        {
            CheckNotInPool();
            return _endPoint;
        }
    }

    /// <summary>Path and query as they go on the wire.</summary>
    public ReadOnlySpan<byte> Target
    {
        get
        {
            CheckNotInPool();
            return _target.Written;
        }
    }

    /// <summary>The field lines.</summary>
    public FastHttpRequestHeaders Headers
    {
        get
        {
            ThrowIfNotOwned();
            return new FastHttpRequestHeaders(this);
        }
    }

    /// <summary>Sends <c>Connection: close</c> and closes after the response, whatever that says.</summary>
    public bool CloseConnection
    {
        get => _closeConnection;
        set
        {
            HeadChanged();
            _closeConnection = value;
            if (value)
            {
                Fields.Remove("Connection"u8);
            }
        }
    }

    /// <summary>Whether the request may be repeated or pipelined; null: as its method is (RFC 9110 §9.2.2).</summary>
    public bool? IsIdempotent
    {
        get => _isIdempotent;
        set
        {
            ThrowIfNotOwned();
            _isIdempotent = value;
        }
    }

    /// <summary>
    /// Time for the whole exchange; zero for that of the options,
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for any.
    /// </summary>
    public TimeSpan Timeout
    {
        get => _timeout;
        set
        {
            if (value < TimeSpan.Zero && value != System.Threading.Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(nameof(value));
            }

            ThrowIfNotOwned();
            _timeout = value;
        }
    }

    /// <summary>The minor version of HTTP/1: 1, or 0 for a peer that knows nothing else.</summary>
    public int MinorVersion
    {
        get => _minorVersion;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, 1u, nameof(value));
            HeadChanged();
            _minorVersion = value;
        }
    }

    internal RequestFields Fields { get; } = new();

    internal RequestTraits Traits =>
        (Method.SequenceEqual("HEAD"u8) ? RequestTraits.Head : RequestTraits.None)
        | (Method.SequenceEqual("CONNECT"u8) ? RequestTraits.Connect : RequestTraits.None)
        | (_closeConnection ? RequestTraits.Close : RequestTraits.None)
        | (_isIdempotent ?? RequestSyntax.IsIdempotent(Method) ? RequestTraits.Idempotent : RequestTraits.None);

    /// <summary>Takes a request from the shared pool; never null. Return it with Dispose, by <c>using</c>.</summary>
    public static FastHttpRequest Rent() => MessagePool.Shared.RentRequest();

    /// <summary>Sets end point, Host and target from an absolute <c>http</c> or <c>https</c> URI.</summary>
    /// <param name="absoluteUri">US-ASCII. User information and fragment are left out; path and query are sent as they
    /// are.</param>
    /// <exception cref="ArgumentException">It is not such a URI.</exception>
    public void SetUri(ReadOnlySpan<byte> absoluteUri)
    {
        UriParts parts = UriParts.Parse(absoluteUri);
        HeadChanged();

        // The same origin as before keeps its end point object: a string is only made for a new one.
        if (_lastEndPoint is { } last && last.IsTls == parts.IsTls && _origin.Written.SequenceEqual(parts.Authority))
        {
            _endPoint = last;
        }
        else
        {
            SetOrigin(new HttpEndPoint(parts.IsTls, Encoding.ASCII.GetString(parts.Host), parts.Port));
            _origin.Append(parts.Authority);
        }

        SetTarget(parts.PathAndQuery);
    }

    /// <summary>Sets the method, case-sensitive: <c>POST</c>.</summary>
    /// <exception cref="ArgumentException">It is not a token.</exception>
    public void SetMethod(string method) => Method = RequestSyntax.ToAscii(method);

    /// <summary>Sets end point, Host and target from an absolute <c>http</c> or <c>https</c> URI.</summary>
    /// <param name="absoluteUri">Read as <see cref="Uri"/> reads it: a host beyond US-ASCII becomes punycode.</param>
    /// <exception cref="ArgumentException">It is not such a URI.</exception>
    public void SetUri(string absoluteUri) =>
        SetUri(Uri.TryCreate(absoluteUri, UriKind.Absolute, out Uri? uri)
            ? uri
            : throw new ArgumentException($"'{absoluteUri}' is not an absolute URI.", nameof(absoluteUri)));

    /// <summary>Sets end point, Host and target from an absolute <c>http</c> or <c>https</c> URI.</summary>
    /// <param name="uri">The host is <see cref="Uri.IdnHost"/>, path and query <see cref="Uri.PathAndQuery"/>.</param>
    /// <exception cref="ArgumentException">It is not such a URI.</exception>
    public void SetUri(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        bool isHttp = uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
        if (!isHttp || uri.Port == 0)
        {
            string reason = isHttp ? "has the port 0, which no server has" : "is not an absolute http or https URI";
            throw new ArgumentException($"'{uri}' {reason}.", nameof(uri));
        }

        bool isTls = uri.Scheme == Uri.UriSchemeHttps;
        string host = uri.IdnHost;
        bool isSame = _lastEndPoint is { UnixPath: null } last
            && last.IsTls == isTls && last.Port == uri.Port && last.Host == host;
        HttpEndPoint endPoint = isSame ? _lastEndPoint! : new HttpEndPoint(isTls, host, uri.Port);
        if (HostName.WithoutZone(endPoint.Host) != HostName.WithoutZone(host))
        {
            // Who allowed the host of the URI has not allowed this one.
            throw new ArgumentException($"The host '{host}' of the URI has more than one reading.", nameof(uri));
        }

        SetTarget(endPoint, uri);
    }

    /// <summary>Sets end point and target; Host is the end point's authority.</summary>
    /// <param name="endPoint">Where the request goes.</param>
    /// <param name="pathAndQuery">Sent as it is; an empty path is sent as <c>/</c>. Copied.</param>
    public void SetTarget(HttpEndPoint endPoint, ReadOnlySpan<byte> pathAndQuery)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        RequestSyntax.CheckTarget(pathAndQuery);
        if (pathAndQuery.Contains((byte)'#'))
        {
            throw new ArgumentException("A fragment is not sent.", nameof(pathAndQuery));
        }

        HeadChanged();
        SetOrigin(endPoint);
        SetTarget(pathAndQuery);
    }

    /// <summary>Sets end point and target, the latter from a URI, whose fragment is left out.</summary>
    /// <exception cref="ArgumentException">The URI was made with a path that cannot be sent.</exception>
    internal void SetTarget(HttpEndPoint endPoint, Uri uri)
    {
        // With canonicalization switched off, the fragment is part of this.
        string text = uri.PathAndQuery;
        int fragment = text.IndexOf('#', StringComparison.Ordinal);
        SetTarget(endPoint, RequestSyntax.ToAscii(fragment < 0 ? text : text[..fragment]));
    }

    /// <summary>Forgets everything that was set.</summary>
    public void Reset()
    {
        ThrowIfNotOwned();
        Clear();
    }

    /// <summary>
    /// Returns the request to its pool; a second call does nothing. If an exchange is pending, that is misuse: the
    /// request goes back only when the exchange has ended.
    /// </summary>
    public void Dispose()
    {
        if (_lease.TryReturn())
        {
            _home.Return(this);
        }
    }

    internal int Generation => _lease.Generation;

    internal int RetainedBytes =>
        _method.Capacity + _target.Capacity + _authority.Capacity + _origin.Capacity + _head.Capacity + _body.Capacity;

    internal void Rented(RentalNote? note = null) => _lease.Rent(note);

    internal void CheckGeneration(int generation) => _lease.CheckGeneration(generation);

    /// <summary>Before an exchange: makes the head, so that misuse is told before anything has begun.</summary>
    /// <exception cref="InvalidOperationException">The request is in another exchange.</exception>
    /// <exception cref="ArgumentException">As <see cref="SerializeHead"/>.</exception>
    internal void Lend()
    {
        _lease.ThrowIfReturned();
        _lease.Lend();
        if (_forgoesContinue)
        {
            _forgoesContinue = false;
            _isHeadValid = false;
        }

        try
        {
            SerializeHead();
        }
        catch
        {
            EndLoan();
            throw;
        }
    }

    /// <summary>Sends its body without asking, up to the end of the call.</summary>
    internal void ForgoContinue()
    {
        _forgoesContinue = true;
        _isHeadValid = false;
    }

    /// <summary>
    /// Sets the proxy that passes the request on; null for none. The head is made anew if that was another.
    /// </summary>
    internal void GoThrough(HttpProxy? forwarder)
    {
        if (!ReferenceEquals(forwarder, _forwarder))
        {
            _forwarder = forwarder;
            _isHeadValid = false;
        }
    }

    /// <summary>After an exchange, also a failed one.</summary>
    internal void EndLoan()
    {
        if (_lease.EndLoan())
        {
            _home.Return(this);
        }
    }

    internal void Retire(int maxRetained)
    {
        _lease.Settle();
        if (_home.Checks is not null)
        {
            PoisonAll();
        }

        Clear();
        _head.Retire(maxRetained);
        _body.Retire(maxRetained);
        _target.Retire(maxRetained);
        _method.Retire(maxRetained);
        _method.Append("GET"u8);
        if (_authority.Capacity > maxRetained || _origin.Capacity > maxRetained)
        {
            _authority.Retire(maxRetained);
            _origin.Retire(maxRetained);
            _lastEndPoint = null;
        }

        Fields.Retire(maxRetained);
    }

    /// <summary>
    /// The bytes up to and with the empty line. They are serialised once and sent again until something changes.
    /// </summary>
    /// <exception cref="ArgumentException">The request contradicts itself, or has no target.</exception>
    internal ReadOnlySpan<byte> SerializeHead()
    {
        long length = BodyLength;
        if (!_isHeadValid || length != _headLength)
        {
            _head.Clear();
            RequestWriter.WriteHead(this, _authority.Written, _forwarder, _head);
            _headLength = length;
            _headBytes = _head.Length;
            _isHeadValid = true;
        }

        return _head.Written[.._headBytes];
    }

    /// <summary>Head and body in one piece, so that one call sends both. For short bodies in memory.</summary>
    /// <exception cref="ArgumentException">As <see cref="SerializeHead"/>.</exception>
    internal ReadOnlySpan<byte> SerializeMessage()
    {
        ReadOnlySpan<byte> head = SerializeHead();
        ReadOnlySpan<byte> body = BodyMemory.Span;
        if (body.IsEmpty)
        {
            return head;
        }

        // Copied each time: a borrowed body may be another one although the head is the same.
        _head.Truncate(_headBytes);
        _head.Append(body);
        return _head.Written;
    }

    internal void HeadChanged()
    {
        ThrowIfNotOwned();
        _isHeadValid = false;
    }

    /// <summary>Takes out what was added for one exchange, before its loan ends.</summary>
    internal void RemoveAdded(ReadOnlySpan<byte> name)
    {
        _isHeadValid = false;
        Fields.Remove(name);
    }

    internal void ThrowIfNotOwned()
    {
        _lease.ThrowIfReturned();
        _lease.ThrowIfLent();
    }

    // The one place where Host is decided: it says what is connected to.
    private void SetOrigin(HttpEndPoint endPoint)
    {
        if (!ReferenceEquals(endPoint, _lastEndPoint))
        {
            byte[] authority = RequestSyntax.ToAscii(endPoint.Authority);
            _lastEndPoint = endPoint;
            _origin.Clear();
            _authority.Clear();
            _authority.Append(authority);
        }

        _endPoint = endPoint;
    }

    private void SetTarget(ReadOnlySpan<byte> pathAndQuery)
    {
        _target.Clear();

        // RFC 9112 §3.2.1: an empty path is sent as a slash.
        if (pathAndQuery.IsEmpty || pathAndQuery[0] == (byte)'?')
        {
            _target.Append((byte)'/');
        }

        _target.Append(pathAndQuery);
    }

    private void Clear()
    {
        _isHeadValid = false;
        _method.Clear();
        _method.Append("GET"u8);
        _endPoint = null;
        _forwarder = null;
        _target.Clear();
        ClearBody();
        Fields.Clear();
        _state = null;
        _closeConnection = false;
        _isIdempotent = null;
        _minorVersion = 1;
        _timeout = TimeSpan.Zero;
    }

    // These are read again and again for each exchange, so that without checks nothing is compared.
    private void CheckNotInPool()
    {
        if (_home.Checks is not null)
        {
            _lease.ThrowIfInPool();
        }
    }

    private void PoisonAll()
    {
        _head.Poison(MessageChecks.Poison);
        _body.Poison(MessageChecks.Poison);
        _target.Poison(MessageChecks.Poison);
        Fields.Poison(MessageChecks.Poison);
    }
}
