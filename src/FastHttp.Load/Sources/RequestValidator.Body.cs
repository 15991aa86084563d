using System.Globalization;
using System.Text;

namespace FastHttp.Load.Sources;

// The body by its length, or in chunks.
internal ref partial struct RequestValidator
{
    private bool TakeBody()
    {
        if (_connect)
        {
            return true;
        }

        return _chunked ? TakeChunks() : TakeBytes(_length);
    }

    private bool TakeBytes(ulong length)
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

            if (!TakeBytes(size) || !Expect((byte)'\r', NotStrict) || !Expect((byte)'\n', NotStrict))
            {
                return false;
            }
        }
    }
}
