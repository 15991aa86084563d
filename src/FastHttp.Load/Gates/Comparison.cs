namespace FastHttp.Load.Gates;

// How a figure has to stand to its limit.
internal enum Comparison
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}
