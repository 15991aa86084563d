namespace FastHttp.Load.Planning;

// In which order the entries of a list of URLs are asked for.
internal enum UrlsOrder
{
    /// <summary>As they stand in the file, over and over.</summary>
    Seq,

    /// <summary>Any, by weight.</summary>
    Random,

    /// <summary>Every one as often as its weight says, in an order that is drawn anew for each pass.</summary>
    Shuffle,
}
