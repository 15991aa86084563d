namespace PostJson;

/// <summary>What is ordered, as the service takes and returns it.</summary>
internal sealed record Order(string Item, int Count);
