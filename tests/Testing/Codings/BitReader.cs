namespace Testing.Codings;

/// <summary>The bits of coded bytes, the lowest of each byte first. Throws <see cref="MalformedCodingException"/> at
/// their end.</summary>
internal sealed class BitReader(byte[] bytes, int at)
{
    private int _bit;

    /// <summary>The first byte of which nothing was taken.</summary>
    public int At { get; private set; } = at;

    /// <summary>A number of so many bits, at most 16.</summary>
    public int Take(int count)
    {
        int value = 0;
        for (int place = 0; place < count; place++)
        {
            value |= TakeOne() << place;
        }

        return value;
    }

    /// <summary>A whole byte; what is left of the current one is skipped.</summary>
    public byte TakeByte()
    {
        _bit = 0;
        return At < bytes.Length ? bytes[At++] : throw new MalformedCodingException();
    }

    private int TakeOne()
    {
        if (_bit == 0)
        {
            TakeByte();
        }

        int value = (bytes[At - 1] >> _bit) & 1;
        _bit = (_bit + 1) % 8;
        return value;
    }
}
