using System;
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Runner.Scripting;

// Says of a request string what wrk says: nothing when it holds a whole request, else the first fault
// with its line and column. A cursor over the string, one method for each part of a message; not for the hot path.
// The closed list of methods and the strictness are wrk's, so that a script that passes here passes there.
internal ref struct RequestValidator
{
    private const string BadMethod = "invalid HTTP method";
    private const string BadUrl = "invalid URL";
    private const string BadVersion = "invalid HTTP version";
    private const string BadHeader = "invalid character in header";
    private const string BadLength = "invalid character in content-length header";
    private const string DoubleLength = "unexpected content-length header";
    private const string BadChunk = "invalid character in chunk size header";
    private const string NoLineFeed = "LF character expected";
    private const string NotStrict = "strict mode assertion failed";

    private static readonly string[] s_methods =
    [
        "DELETE", "GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS", "TRACE", "COPY", "LOCK", "MKCOL", "MOVE",
        "PROPFIND", "PROPPATCH", "SEARCH", "UNLOCK", "BIND", "REBIND", "UNBIND", "ACL", "REPORT", "MKACTIVITY",
        "CHECKOUT", "MERGE", "M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "PATCH", "PURGE", "MKCALENDAR",
        "LINK", "UNLINK",
    ];

    private static readonly SearchValues<byte> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> s_server = SearchValues.Create(
        "-_.!~*'()%;:&=+$,[]@0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private string? _failure;
    private ulong _length;
    private bool _hasLength;
    private bool _chunked;
    private bool _close;
    private bool _keepAlive;
    private bool _upgrade;
    private bool _upgradeListed;
    private bool _connect;
    private bool _persistent;

    private RequestValidator(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    private readonly bool AtEnd => _at >= _bytes.Length;

    private readonly byte Current => _bytes[_at];

    public static string? Check(ReadOnlySpan<byte> bytes)
    {
        RequestValidator validator = new(bytes);
        int complete = 0;
        bool tunnel = false;
        bool closed = false;
        while (validator.SkipEmptyLines() && !tunnel)
        {
            if (closed)
            {
                return validator.At("data received after completed connection: close message");
            }

            if (!validator.TakeMessage())
            {
                break;
            }

            complete++;
            tunnel = validator._connect || (validator._upgrade && validator._upgradeListed);
            closed = !validator._persistent;
        }

        if (validator._failure is not null)
        {
            return validator.At(validator._failure);
        }

        return complete > 0 && (!tunnel || validator.AtEnd) ? null : validator.At("incomplete request");
    }

    // wrk counts lines and columns from 1, over the whole string.
    private readonly string At(string message)
    {
        ReadOnlySpan<byte> before = _bytes[.._at];
        int line = before.Count((byte)'\n') + 1;
        int column = _at - before.LastIndexOf((byte)'\n');
        return string.Create(CultureInfo.InvariantCulture, $"{message} at {line}:{column}");
    }

    // False stops the walk: with a failure, or because the string ends inside the message.
    private bool Fail(string message)
    {
        if (!AtEnd)
        {
            _failure = message;
        }

        return false;
    }

    private bool Expect(byte expected, string message)
    {
        if (AtEnd || Current != expected)
        {
            return Fail(message);
        }

        _at++;
        return true;
    }

    // CR LF or LF alone, where a line may end.
    private bool TakeLineEnd(string message) => AtEnd || Current != (byte)'\r'
        ? Expect((byte)'\n', message)
        : ++_at >= 0 && Expect((byte)'\n', message);

    private bool SkipEmptyLines()
    {
        while (!AtEnd && Current is (byte)'\r' or (byte)'\n')
        {
            _at++;
        }

        return !AtEnd;
    }

    private void Skip(byte blank)
    {
        while (!AtEnd && Current == blank)
        {
            _at++;
        }
    }

    private bool TakeMessage()
    {
        _length = 0;
        _hasLength = _chunked = _close = _keepAlive = _upgrade = _upgradeListed = _persistent = false;
        return TakeMethod() && TakeUrl() && TakeVersion() && TakeFields() && TakeBody();
    }

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

    // Everything up to the blank or line end behind the URL. Controls and non-ASCII bytes are not URL.
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

    private bool TakeFields()
    {
        while (!AtEnd && Current is not ((byte)'\r' or (byte)'\n'))
        {
            if (!TakeField())
            {
                return false;
            }
        }

        return TakeHeadEnd();
    }

    private bool TakeHeadEnd()
    {
        if (!AtEnd && Current == (byte)'\r')
        {
            _at++;
        }

        if (AtEnd || Current != (byte)'\n')
        {
            return Fail(NotStrict);
        }

        if (_chunked && _hasLength)
        {
            return Fail(DoubleLength);
        }

        _at++;
        _persistent = _persistent ? !_close : _keepAlive;
        return true;
    }

    private bool TakeField()
    {
        int start = _at;
        while (!AtEnd && s_token.Contains(Current))
        {
            _at++;
        }

        ReadOnlySpan<byte> name = _bytes[start.._at];
        if (name.IsEmpty)
        {
            return Fail(BadHeader);
        }

        if (!Expect((byte)':', BadHeader))
        {
            return false;
        }

        while (!AtEnd && Current is (byte)' ' or (byte)'\t')
        {
            _at++;
        }

        return Ascii.EqualsIgnoreCase(name, "content-length"u8) ? TakeLength() : TakeValue(name);
    }

    private bool TakeLength()
    {
        if (!AtEnd && Current is not ((byte)'\r' or (byte)'\n'))
        {
            if (_hasLength)
            {
                return Fail(DoubleLength);
            }

            _hasLength = true;
        }

        while (!AtEnd && Current is not ((byte)'\r' or (byte)'\n'))
        {
            int digit = Current - '0';
            if (Current != (byte)' ' && (digit is < 0 or > 9 || _length > (ulong.MaxValue - 10) / 10))
            {
                return Fail(BadLength);
            }

            _length = Current == (byte)' ' ? _length : (_length * 10) + (ulong)digit;
            _at++;
        }

        return TakeLineEnd(NoLineFeed);
    }

    // One value with its folded lines.
    private bool TakeValue(ReadOnlySpan<byte> name)
    {
        int start = _at;
        do
        {
            while (!AtEnd && Current is (byte)'\t' or (> 31 and not 127))
            {
                _at++;
            }

            if (AtEnd || Current is not ((byte)'\r' or (byte)'\n'))
            {
                return Fail(BadHeader);
            }

            Note(name, _bytes[start.._at]);
            if (!TakeLineEnd(NoLineFeed))
            {
                return false;
            }

            start = _at;
        }
        while (!AtEnd && Current is (byte)' ' or (byte)'\t');

        return true;
    }

    private void Note(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        string text = Encoding.Latin1.GetString(value.Trim(" \t"u8));
        if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            _chunked |= text.Equals("chunked", StringComparison.OrdinalIgnoreCase);
        }
        else if (Ascii.EqualsIgnoreCase(name, "upgrade"u8))
        {
            _upgrade = true;
        }
        else if (Ascii.EqualsIgnoreCase(name, "connection"u8) || Ascii.EqualsIgnoreCase(name, "proxy-connection"u8))
        {
            foreach (string item in text.Split(',', StringSplitOptions.TrimEntries))
            {
                _close |= item.Equals("close", StringComparison.OrdinalIgnoreCase);
                _keepAlive |= item.Equals("keep-alive", StringComparison.OrdinalIgnoreCase);
                _upgradeListed |= item.Equals("upgrade", StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private bool TakeBody()
    {
        if (_connect)
        {
            return true;
        }

        return _chunked ? TakeChunks() : TakeOctets(_length);
    }

    private bool TakeOctets(ulong length)
    {
        bool whole = length <= (ulong)(_bytes.Length - _at);
        _at = whole ? _at + (int)length : _bytes.Length;
        return whole;
    }

    private bool TakeChunks()
    {
        while (true)
        {
            int start = _at;
            while (!AtEnd && char.IsAsciiHexDigit((char)Current))
            {
                _at++;
            }

            if (_at == start || (!AtEnd && Current is not ((byte)'\r' or (byte)';' or (byte)' ')))
            {
                return Fail(BadChunk);
            }

            string digits = Encoding.Latin1.GetString(_bytes[start.._at]);
            if (!ulong.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong size))
            {
                return Fail(BadLength);
            }

            while (!AtEnd && Current != (byte)'\r')
            {
                _at++;      // A chunk extension.
            }

            if (!TakeLineEnd(NotStrict))
            {
                return false;
            }

            if (size == 0)
            {
                return TakeFields();
            }

            if (!TakeOctets(size) || !Expect((byte)'\r', NotStrict) || !Expect((byte)'\n', NotStrict))
            {
                return false;
            }
        }
    }
}
