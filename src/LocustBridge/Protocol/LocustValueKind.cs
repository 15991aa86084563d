namespace LocustBridge;

/// <summary>What a <see cref="LocustValue"/> holds.</summary>
public enum LocustValueKind : byte
{
    /// <summary>Nothing (Python's None).</summary>
    Nil,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>An integer that fits 64 signed bits.</summary>
    Integer,

    /// <summary>An integer above the signed range.</summary>
    UnsignedInteger,

    /// <summary>A floating point number.</summary>
    Float,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>A list of values.</summary>
    List,

    /// <summary>A list of pairs.</summary>
    Map,
}
