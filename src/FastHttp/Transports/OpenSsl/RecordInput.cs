namespace FastHttp.Transports.OpenSsl;

/// <summary>Bytes of the peer that OpenSSL has not read yet; pinned by the caller.</summary>
internal readonly unsafe struct RecordInput(byte* start, int left)
{
    public byte* Start { get; } = start;

    public int Left { get; } = left;

    public RecordInput After(int count) => new(Start + count, Left - count);
}
