using System;
using System.Diagnostics.CodeAnalysis;

namespace FastHttp.Errors;

/// <summary>The exceptions of misuse, kept out of line so that the callers stay small.</summary>
internal static class ThrowHelper
{
    [DoesNotReturn]
    public static void PipelineFull(int depth) => throw OfPipelineFull(depth);

    public static InvalidOperationException OfPipelineFull(int depth) => new(
        $"{depth} batches are under way on this connection already; wait for one, or raise MaxPipelineDepth.");

    public static InvalidOperationException OfBodyUnderWay() => new(
        "A request body is being sent on this connection; the next request has to wait for its end.");

    public static InvalidOperationException OfUnsent() => new(
        "An earlier request is still being sent on this connection; one whose body is streamed, long or waits for " +
        "100 Continue has to wait for the end of that.");

    [DoesNotReturn]
    public static void CannotStream() => throw new InvalidOperationException(
        "A body is streamed for an awaited call with one request only.");
}
