namespace FastHttp.Load.Planning;

// How a cell of the data is written where it is filled in.
internal enum CellForm
{
    /// <summary>As it is.</summary>
    Raw,

    /// <summary>Escaped for a URL.</summary>
    Url,

    /// <summary>Escaped for a string of JSON, without its quotes.</summary>
    Json,
}
