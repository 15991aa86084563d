using System;
using System.Buffers;
using System.Text;
using FastHttp.Load.Planning;

namespace FastHttp.Load.Sources;

// The header lines, and what they say of the body and the connection.
internal ref partial struct RequestValidator
{
    private static readonly SearchValues<byte> s_token =
        SearchValues.Create(Encoding.ASCII.GetBytes(HeaderList.TokenCharacters));

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
}
