using System;

namespace FastHttp;

/// <summary>
/// One field line of a message: a view that is valid as long as the message is not returned, reset or sent again.
/// </summary>
public readonly ref struct HttpField
{
    internal HttpField(KnownHeader id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Id = id;
        Name = name;
        Value = value;
    }

    /// <summary>Which known name it is, if any.</summary>
    public KnownHeader Id { get; }

    /// <summary>The name as it came, whatever its case.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value without the blanks around it: bytes of no particular charset.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
