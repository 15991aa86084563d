namespace FastHttp.Http1;

/// <summary>What a parser made of its input.</summary>
internal enum ParseStatus : byte
{
    /// <summary>The element is complete.</summary>
    Done,

    /// <summary>The element is not complete and nothing in it is wrong so far.</summary>
    NeedMore,

    /// <summary>The element is malformed or over a limit; the parser says why.</summary>
    Invalid,
}
