namespace LocustBridge.MessagePack;

/// <summary>What the next value of a MessagePack input is, whatever width it was written in.</summary>
public enum MsgPackKind : byte
{
    /// <summary>The input is at its end, or the byte is the one the specification never uses.</summary>
    None,

    /// <summary>nil.</summary>
    Nil,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>An integer of any width.</summary>
    Integer,

    /// <summary>float 32 or float 64.</summary>
    Float,

    /// <summary>Text.</summary>
    String,

    /// <summary>Octets.</summary>
    Binary,

    /// <summary>A sequence of values.</summary>
    Array,

    /// <summary>A sequence of pairs.</summary>
    Map,

    /// <summary>An application-defined extension; can only be skipped.</summary>
    Extension,
}
