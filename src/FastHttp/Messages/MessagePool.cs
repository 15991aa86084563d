using System;
using FastHttp.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace FastHttp.Messages;

/// <summary>
/// Rented requests and responses. Thread-safe; bounded in number, and in bytes a message. An empty pool makes new
/// messages, a full one leaves them to the collector.
/// </summary>
internal sealed class MessagePool
{
    /// <summary>Bytes that a buffer of a returned message may keep.</summary>
    internal const int MaxRetainedBytes = 1024 * 1024;

    private readonly DefaultObjectPool<FastHttpRequest> _requests;
    private readonly DefaultObjectPool<FastHttpResponse> _responses;

    /// <param name="capacity">Messages of each kind that are kept.</param>
    /// <param name="checks">What is looked at beside the work; null: nothing.</param>
    internal MessagePool(int capacity, MessageChecks? checks)
    {
        Checks = checks;
        _requests = new DefaultObjectPool<FastHttpRequest>(new RequestPolicy(this), capacity);
        _responses = new DefaultObjectPool<FastHttpResponse>(new ResponsePolicy(this), capacity);
    }

    /// <summary>The pool behind <see cref="FastHttpResponse.Rent"/>.</summary>
    internal static MessagePool Shared { get; } =
        new(Math.Max(64, Environment.ProcessorCount * 16), MessageChecks.Default);

    internal MessageChecks? Checks { get; }

    internal FastHttpRequest RentRequest()
    {
        FastHttpRequest request = _requests.Get();
        request.Rented(Checks?.Note(nameof(FastHttpRequest)));
        return request;
    }

    internal FastHttpResponse RentResponse()
    {
        FastHttpResponse response = _responses.Get();
        response.Rented(Checks?.Note(nameof(FastHttpResponse)));
        return response;
    }

    internal void Return(FastHttpRequest request) => _requests.Return(request);

    internal void Return(FastHttpResponse response) => _responses.Return(response);

    private sealed class RequestPolicy(MessagePool home) : PooledObjectPolicy<FastHttpRequest>
    {
        public override FastHttpRequest Create() => new(home);

        public override bool Return(FastHttpRequest obj)
        {
            obj.Retire(MaxRetainedBytes);
            return true;
        }
    }

    private sealed class ResponsePolicy(MessagePool home) : PooledObjectPolicy<FastHttpResponse>
    {
        public override FastHttpResponse Create() => new(home);

        public override bool Return(FastHttpResponse obj)
        {
            obj.Retire(MaxRetainedBytes);
            return true;
        }
    }
}
