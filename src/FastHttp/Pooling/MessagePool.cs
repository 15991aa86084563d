using System;
using Microsoft.Extensions.ObjectPool;

namespace FastHttp.Pooling;

/// <summary>
/// Rented requests and responses. Thread-safe; bounded in number, and in octets a message. An empty pool makes new
/// messages, a full one leaves them to the collector.
/// </summary>
internal sealed class MessagePool
{
    /// <summary>Octets that a buffer of a returned message may keep.</summary>
    internal const int MaxRetainedBytes = 1024 * 1024;

    private readonly DefaultObjectPool<HttpRequest> _requests;
    private readonly DefaultObjectPool<HttpResponse> _responses;

    /// <param name="capacity">Messages of each kind that are kept.</param>
    /// <param name="checks">What is looked at beside the work; null: nothing.</param>
    internal MessagePool(int capacity, MessageChecks? checks)
    {
        Checks = checks;
        _requests = new DefaultObjectPool<HttpRequest>(new RequestPolicy(this), capacity);
        _responses = new DefaultObjectPool<HttpResponse>(new ResponsePolicy(this), capacity);
    }

    /// <summary>The pool behind <see cref="HttpResponse.Rent"/>.</summary>
    internal static MessagePool Shared { get; } =
        new(Math.Max(64, Environment.ProcessorCount * 16), MessageChecks.Default);

    internal MessageChecks? Checks { get; }

    internal HttpRequest RentRequest()
    {
        HttpRequest request = _requests.Get();
        request.Rented(Checks?.Note(nameof(HttpRequest)));
        return request;
    }

    internal HttpResponse RentResponse()
    {
        HttpResponse response = _responses.Get();
        response.Rented(Checks?.Note(nameof(HttpResponse)));
        return response;
    }

    internal void Return(HttpRequest request) => _requests.Return(request);

    internal void Return(HttpResponse response) => _responses.Return(response);

    private sealed class RequestPolicy(MessagePool home) : PooledObjectPolicy<HttpRequest>
    {
        public override HttpRequest Create() => new(home);

        public override bool Return(HttpRequest obj)
        {
            obj.Retire(MaxRetainedBytes);
            return true;
        }
    }

    private sealed class ResponsePolicy(MessagePool home) : PooledObjectPolicy<HttpResponse>
    {
        public override HttpResponse Create() => new(home);

        public override bool Return(HttpResponse obj)
        {
            obj.Retire(MaxRetainedBytes);
            return true;
        }
    }
}
