using System;

namespace FastHttp.Load.Sources;

// Gives each connection a cookie jar: takes what responses set, and adds it to the next requests, after what the
// request has in its own Cookie field. Wraps a source whose requests come one at a time. Lives on the lane's loop;
// allocates only where a cookie is set.
internal sealed class CookieSource : WrappingSource
{
    private static readonly byte[] s_field = "Cookie: "u8.ToArray();

    private readonly UserState[] _users;
    private byte[] _buffer = new byte[4096];
    private byte[] _cookies = new byte[4096];

    /// <param name="inner">Makes the requests.</param>
    /// <param name="host">The host that they are sent to.</param>
    /// <param name="isTls">Whether the target speaks https.</param>
    /// <param name="users">How many users of the lane will ask.</param>
    public CookieSource(RequestSource inner, string host, bool isTls, int users)
        : base(inner)
    {
        _users = new UserState[users];
        for (int user = 0; user < users; user++)
        {
            _users[user] = new UserState(new CookieJar(host, isTls));
        }
    }

    public override bool WantsResponses => true;

    public override bool ReadsResponses => true;

    public override bool ReadsBodies => Inner.WantsResponses && Inner.ReadsBodies;

    public override bool IsFixed => false;

    public override void OnConnected(int user)
    {
        _users[user].Jar.Clear();
        Inner.OnConnected(user);
    }

    public override bool TryNext(int user, out RequestBatch batch)
    {
        if (!Inner.TryNext(user, out batch))
        {
            return false;
        }

        UserState state = _users[user];
        RequestText request = new(batch.Bytes);
        state.Remember(request.Path);
        if (state.Jar.Count > 0)
        {
            batch = new RequestBatch(Add(state, batch.Bytes, request), batch.Traits);
        }

        return true;
    }

    public override bool OnResponse(int user, FastHttpResponse response)
    {
        UserState state = _users[user];
        foreach (HttpField field in response.Headers.GetValues("Set-Cookie"u8))
        {
            state.Jar.Take(field.Value, state.Path, Date);
        }

        return !Inner.WantsResponses || Inner.OnResponse(user, response);
    }

    private ReadOnlySpan<byte> Add(UserState state, ReadOnlySpan<byte> bytes, RequestText request)
    {
        int room = state.Jar.MaxLength();
        Grow(ref _cookies, room);
        Grow(ref _buffer, bytes.Length + s_field.Length + room + 2);
        int length = state.Jar.Write(state.Path, Date, _cookies);
        if (length == 0)
        {
            return bytes;
        }

        // RFC 6265 §5.4: there is one Cookie field at most.
        bool hasField = request.TryFind("Cookie"u8, out Range own);
        int at = hasField ? own.End.Value : request.FieldsEnd;
        int filled = Append(bytes[..at], 0);
        filled = Append(hasField ? "; "u8 : s_field, filled);
        filled = Append(_cookies.AsSpan(0, length), filled);
        filled = Append(hasField ? [] : "\r\n"u8, filled);
        filled = Append(bytes[at..], filled);
        return _buffer.AsSpan(0, filled);
    }

    private int Append(ReadOnlySpan<byte> bytes, int filled)
    {
        bytes.CopyTo(_buffer.AsSpan(filled));
        return filled + bytes.Length;
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length * 2];
        }
    }

    private sealed class UserState(CookieJar jar)
    {
        private byte[] _path = new byte[64];
        private int _pathLength;

        public CookieJar Jar { get; } = jar;

        /// <summary>The path of the request in flight.</summary>
        public ReadOnlySpan<byte> Path => _path.AsSpan(0, _pathLength);

        public void Remember(ReadOnlySpan<byte> path)
        {
            Grow(ref _path, path.Length);
            path.CopyTo(_path);
            _pathLength = path.Length;
        }
    }
}
