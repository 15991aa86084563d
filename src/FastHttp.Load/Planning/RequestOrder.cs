namespace FastHttp.Load.Planning;

/// <summary>In which order the requests of a list are asked for.</summary>
public enum RequestOrder
{
    /// <summary>As they stand in the list, over and over.</summary>
    Seq,

    /// <summary>Any, by weight.</summary>
    Random,

    /// <summary>Every one as often as its weight says, in an order that is drawn anew for each pass.</summary>
    Shuffle,
}
