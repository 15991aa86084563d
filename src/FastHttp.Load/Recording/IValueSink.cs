namespace FastHttp.Load.Recording;

// Where samples can be added in bulk. The sink says which values it cannot tell apart, so that a long arithmetic
// series costs one call a class instead of one a value; an exact sink returns the value itself.
internal interface IValueSink
{
    /// <summary>The smallest value that the sink counts together with <paramref name="value"/>.</summary>
    long ClassFloor(long value);

    void Add(long value, long count);
}
