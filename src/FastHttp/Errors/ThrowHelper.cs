using System;
using System.Diagnostics.CodeAnalysis;

namespace FastHttp.Errors;

/// <summary>The exceptions of misuse, kept out of line so that the callers stay small.</summary>
internal static class ThrowHelper
{
    [DoesNotReturn]
    public static void PipelineFull(int depth) => throw new InvalidOperationException(
        $"{depth} batches are under way on this connection already; wait for one, or raise MaxPipelineDepth.");

    [DoesNotReturn]
    public static void BodyUnderWay() => throw new InvalidOperationException(
        "A request body is being sent on this connection; the next request has to wait for its end.");

    [DoesNotReturn]
    public static void CannotStream() => throw new InvalidOperationException(
        "A body is streamed for an awaited call with one request only.");
}
