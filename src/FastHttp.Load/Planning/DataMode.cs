namespace FastHttp.Load.Planning;

/// <summary>Which row of the data goes into the next request.</summary>
public enum DataMode
{
    /// <summary>Each connection walks through the rows by itself, and starts over at the end.</summary>
    Sequential,

    /// <summary>Any row.</summary>
    Random,

    /// <summary>All connections share one walk; no row is used twice, and the run ends with the last one.</summary>
    Unique,

    /// <summary>All connections share one walk, which starts over at the end.</summary>
    Circular,
}
