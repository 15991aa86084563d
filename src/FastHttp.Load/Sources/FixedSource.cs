namespace FastHttp.Load.Sources;

// The same request, or batch of requests, every time.
internal sealed class FixedSource(PreparedRequest request) : RequestSource
{
    private readonly byte[] _bytes = request.Bytes.ToArray();
    private readonly RequestTraits[] _traits = request.Traits.ToArray();

    public override bool IsFixed => true;

    public override bool TryNext(int user, out RequestBatch batch)
    {
        batch = new RequestBatch(_bytes, _traits);
        return true;
    }
}
