using System;

namespace FastHttp;

/// <summary>One attempt of a call that has ended, on which a retry policy decides. Valid during the decision.</summary>
public readonly ref struct RetryContext
{
    internal RetryContext(
        HttpEndPoint endPoint,
        FastHttpRequest? request,
        FastHttpResponse? response,
        HttpError error,
        int attempt,
        TimeSpan elapsed,
        bool isIdempotent,
        bool isSafe)
    {
        EndPoint = endPoint;
        Request = request;
        Response = response;
        Error = error;
        Attempt = attempt;
        Elapsed = elapsed;
        IsIdempotent = isIdempotent;
        IsSafe = isSafe;
    }

    /// <summary>Where the request went.</summary>
    public HttpEndPoint EndPoint { get; }

    /// <summary>The request, to be read only; null for a prepared one.</summary>
    public FastHttpRequest? Request { get; }

    /// <summary>The response, to be read only; null if the attempt failed, or no response was asked for.</summary>
    public FastHttpResponse? Response { get; }

    /// <summary>Why the attempt failed; <see cref="HttpError.None"/> if a response came.</summary>
    public HttpError Error { get; }

    /// <summary>Status code of the response; 0 if there is none.</summary>
    public int StatusCode => Response is null ? 0 : Response.StatusCode;

    /// <summary>How many attempts there have been; 1 for the first.</summary>
    public int Attempt { get; }

    /// <summary>Time since the call began.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Whether the request may be done twice, by its method or its own word (RFC 9110 §9.2.2).</summary>
    public bool IsIdempotent { get; }

    /// <summary>
    /// Whether the request would be sent again without a policy: its connection was idle before and ended without a
    /// byte of a response, and it is idempotent.
    /// </summary>
    public bool IsSafe { get; }
}
