using System;
using System.Globalization;

namespace FastHttp.Load.Sources;

// Says of a request string what wrk says: nothing when it holds a whole request, else the first fault
// with its line and column. A cursor over the string, one method for each part of a message; not for the hot path.
// The closed list of methods and the strictness are wrk's, so that a script that passes here passes there.
internal ref partial struct RequestValidator
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
}
