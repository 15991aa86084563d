using System;

namespace FastHttp;

/// <summary>
/// One request, or a batch of pipelined requests, serialised once and sent many times. Immutable; may be shared between
/// threads and sent on any number of connections at once.
/// </summary>
public sealed class PreparedRequest
{
    private readonly byte[] _bytes;
    private readonly RequestTraits[] _traits;

    private PreparedRequest(HttpEndPoint? endPoint, byte[] bytes, RequestTraits[] traits)
    {
        EndPoint = endPoint;
        _bytes = bytes;
        _traits = traits;
    }

    /// <summary>
    /// The end point that it goes to; null where the sender decides that. A <see cref="FastHttpClient"/> needs one. A
    /// sender to one place or connection does not look at it.
    /// </summary>
    public HttpEndPoint? EndPoint { get; }

    /// <summary>The bytes that go on the wire.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>
    /// The traits of each request in the batch, in order; their count is the count of responses to expect.
    /// </summary>
    public ReadOnlySpan<RequestTraits> Traits => _traits;

    /// <summary>The traits of each request in the batch, as memory.</summary>
    internal ReadOnlyMemory<RequestTraits> TraitsMemory => _traits;

    /// <summary>Checks and serialises a request whose body is in memory.</summary>
    /// <param name="request">Copied; stays the caller's.</param>
    /// <exception cref="ArgumentException">The request contradicts itself, has no target, its body is
    /// produced, or it waits for 100 Continue.</exception>
    public static PreparedRequest Create(FastHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.HasProducedBody)
        {
            throw new ArgumentException("A prepared request needs a body in memory.", nameof(request));
        }

        if (request.WaitsForContinue)
        {
            throw new ArgumentException("A prepared request cannot wait for 100 Continue.", nameof(request));
        }

        request.GoThrough(null);
        ReadOnlySpan<byte> head = request.SerializeHead();
        ReadOnlySpan<byte> body = request.BodyMemory.Span;
        byte[] bytes = new byte[head.Length + body.Length];
        head.CopyTo(bytes);
        body.CopyTo(bytes.AsSpan(head.Length));
        return new PreparedRequest(request.EndPoint, bytes, [request.Traits]);
    }

    /// <summary>
    /// Takes bytes as they are, unchecked: for callers that serialise by themselves, such as a script.
    /// </summary>
    /// <param name="bytes">One or more whole requests. Copied.</param>
    /// <param name="traits">One entry for each request in <paramref name="bytes"/>; at least one. Copied.</param>
    public static PreparedRequest CreateRaw(ReadOnlySpan<byte> bytes, params ReadOnlySpan<RequestTraits> traits)
    {
        ArgumentOutOfRangeException.ThrowIfZero(traits.Length, nameof(traits));
        return new PreparedRequest(null, bytes.ToArray(), traits.ToArray());
    }

    /// <summary>
    /// Returns the same request to another place. Its bytes stay as they are, and with them the Host header.
    /// </summary>
    public PreparedRequest WithEndPoint(HttpEndPoint? endPoint) => new(endPoint, _bytes, _traits);
}
