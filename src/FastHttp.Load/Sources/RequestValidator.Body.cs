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
            ulong size = 0;
            while (!AtEnd && char.IsAsciiHexDigit((char)Current))
            {
                // As wrk's parser does: at the first digit that may be too much.
                if (size > (ulong.MaxValue - 16) / 16)
                {
                    return Fail(BadLength);
                }

                // Of a hexadecimal digit, letters have the bit of 64.
                size = (size * 16) + (uint)((Current & 0xF) + (9 * (Current >> 6)));
                _at++;
            }

            if (_at == start || (!AtEnd && Current is not ((byte)'\r' or (byte)';' or (byte)' ')))
            {
                return Fail(BadChunk);
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
