using System;
using System.Buffers;
using System.Text;

namespace FastHttp.Load.Sources;

// Method, URL and version.
internal ref partial struct RequestValidator
{
    private static readonly string[] s_methods =
    [
        "DELETE", "GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS", "TRACE", "COPY", "LOCK", "MKCOL", "MOVE",
        "PROPFIND", "PROPPATCH", "SEARCH", "UNLOCK", "BIND", "REBIND", "UNBIND", "ACL", "REPORT", "MKACTIVITY",
        "CHECKOUT", "MERGE", "M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "PATCH", "PURGE", "MKCALENDAR",
        "LINK", "UNLINK",
    ];

    private static readonly SearchValues<byte> s_server = SearchValues.Create(
        "-_.!~*'()%;:&=+$,[]@0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // Fails at the first byte with which no method goes on.
    private bool TakeMethod()
    {
        int start = _at;
        while (!AtEnd)
        {
            string text = Encoding.Latin1.GetString(_bytes[start.._at]);
            if (Current == (byte)' ' && Array.IndexOf(s_methods, text) >= 0)
            {
                _connect = text == "CONNECT";
                Skip((byte)' ');
                return !AtEnd;
            }

            string longer = text + (char)Current;
            if (!Array.Exists(s_methods, method => method.StartsWith(longer, StringComparison.Ordinal)))
            {
                return Fail(BadMethod);
            }

            _at++;
        }

        return false;
    }

    private bool TakeUrl()
    {
        if (!_connect && Current is (byte)'/' or (byte)'*')
        {
            return TakePath();
        }

        if (!_connect && !TakeScheme())
        {
            return false;
        }

        int start = _at;
        while (!AtEnd && s_server.Contains(Current))
        {
            _at++;
        }

        if (AtEnd || (_at == start && Current is not ((byte)'/' or (byte)'?')))
        {
            return Fail(BadUrl);
        }

        return TakePath();
    }

    private bool TakeScheme()
    {
        int start = _at;
        while (!AtEnd && (Current | 0x20) is >= 'a' and <= 'z')
        {
            _at++;
        }

        return _at > start
            ? Expect((byte)':', BadUrl) && Expect((byte)'/', BadUrl) && Expect((byte)'/', BadUrl)
            : Fail(BadUrl);
    }

    // Everything up to the blank or line end after the URL. Controls and non-ASCII bytes are not URL.
    private bool TakePath()
    {
        while (!AtEnd && Current is > 32 and < 127)
        {
            _at++;
        }

        return !AtEnd && (Current is (byte)' ' or (byte)'\r' or (byte)'\n' || Fail(BadUrl));
    }

    private bool TakeVersion()
    {
        if (Current != (byte)' ')
        {
            return TakeLineEnd(NoLineFeed);     // No version: HTTP/0.9, which wrk lets pass and never keeps open.
        }

        Skip((byte)' ');
        if (AtEnd || Current != (byte)'H')
        {
            return Fail("invalid constant string");
        }

        foreach (byte expected in "HTTP/"u8)
        {
            if (!Expect(expected, NotStrict))
            {
                return false;
            }
        }

        if (!TakeDigit(out int major) || !Expect((byte)'.', BadVersion) || !TakeDigit(out int minor))
        {
            return false;
        }

        _persistent = major > 0 && minor > 0;
        return AtEnd || Current is (byte)'\r' or (byte)'\n' ? TakeLineEnd(NoLineFeed) : Fail(BadVersion);
    }

    private bool TakeDigit(out int digit)
    {
        digit = AtEnd ? -1 : Current - '0';
        if (digit is < 0 or > 9)
        {
            return Fail(BadVersion);
        }

        _at++;
        return true;
    }
}
