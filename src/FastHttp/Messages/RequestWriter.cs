using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// Writes requests (RFC 9112 §3, §6): message in, bytes out, nothing before or after them. Host comes first and once;
/// one framing field, ours.
/// </summary>
internal static class RequestWriter
{
    // A body in memory is handed over in pieces of this size, so that a slow peer holds back the writer.
    private const int FlushBytes = 64 * 1024;

    /// <summary>
    /// Writes and flushes head and body. A reason other than None means that the connection must be aborted: what was
    /// written is not a whole request.
    /// </summary>
    internal static ValueTask<HttpError> WriteAsync(
        FastHttpRequest request, PipeWriter output, CancellationToken cancellationToken)
    {
        output.Write(request.SerializeHead());
        return WriteBodyAsync(request, output, cancellationToken);
    }

    /// <summary>As <see cref="WriteAsync"/>, after a head that has been written.</summary>
    internal static ValueTask<HttpError> WriteBodyAsync(
        FastHttpRequest request, PipeWriter output, CancellationToken cancellationToken)
    {
        request.IsWritten = false;
        request.IsBodyBegun = true;
        if (request.HasProducedBody)
        {
            return WriteProducedAsync(request, output, cancellationToken);
        }

        if (request.BodyMemory.Length > FlushBytes)
        {
            return WriteLargeAsync(request, output, cancellationToken);
        }

        output.Write(request.BodyMemory.Span);
        request.IsWritten = true;
        ValueTask<FlushResult> flush = output.FlushAsync(cancellationToken);
        return flush.IsCompletedSuccessfully ? new(Outcome(flush.Result)) : Await(flush);

        static async ValueTask<HttpError> Await(ValueTask<FlushResult> flush) =>
            Outcome(await flush.ConfigureAwait(false));
    }

    internal static void WriteHead(
        FastHttpRequest request, ReadOnlySpan<byte> authority, HttpProxy? forwarder, MessageBuffer head)
    {
        if (request.EndPoint is null)
        {
            throw new ArgumentException("The request has no target: call SetUri or SetTarget.", nameof(request));
        }

        RequestSyntax.CheckTargetForm(request.Method, request.Target);
        head.Append(request.Method);
        head.Append(HttpSyntax.Sp);
        if (forwarder is not null && request.Target[0] is (byte)'/' or (byte)'*')
        {
            // RFC 9112 §3.2.2; §3.2.4: the asterisk of OPTIONS is a URI without a path.
            head.Append("http://"u8);
            head.Append(authority);
            head.Append(request.Target[0] == (byte)'/' ? request.Target : default);
        }
        else
        {
            head.Append(request.Target);
        }

        head.Append(request.MinorVersion == 0 ? " HTTP/1.0\r\nHost: "u8 : " HTTP/1.1\r\nHost: "u8);
        head.Append(request.Fields.Host.IsEmpty ? authority : request.Fields.Host);
        head.Append("\r\n"u8);
        head.Append(request.Fields.Lines);
        if (forwarder is not null && !request.Fields.TryGet("Proxy-Authorization"u8, out _))
        {
            head.Append(forwarder.AuthorizationLine.Span);
        }

        if (request.WaitsForContinue)
        {
            head.Append("Expect: 100-continue\r\n"u8);
        }

        if (request.CloseConnection)
        {
            head.Append("Connection: close\r\n"u8);
        }

        WriteFraming(request, head);
        head.Append("\r\n"u8);
    }

    private static void WriteFraming(FastHttpRequest request, MessageBuffer head)
    {
        long length = request.BodyLength;
        long declared = request.Fields.DeclaredLength;
        bool hasTrailers = request.AnnouncedTrailers > 0;
        if (hasTrailers && length >= 0)
        {
            throw new ArgumentException("Trailers need a body that is sent chunked.", nameof(request));
        }

        if (declared >= 0 && declared != length)
        {
            throw new ArgumentException("Content-Length differs from the length of the body.", nameof(request));
        }

        if (length < 0)
        {
            // RFC 9112 §6.1: chunked is of HTTP/1.1.
            if (request.MinorVersion == 0)
            {
                throw new ArgumentException("HTTP/1.0 needs a body of known length.", nameof(request));
            }

            head.Append("Transfer-Encoding: chunked\r\n"u8);
            if (hasTrailers)
            {
                head.Append("Trailer: "u8);
                request.TrailerFields!.WriteNames(head, request.AnnouncedTrailers);
                head.Append("\r\n"u8);
            }
        }
        else if (request.HasBody || declared >= 0 || RequestSyntax.AnticipatesBody(request.Method))
        {
            head.Append("Content-Length: "u8);
            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(length, digits, out int count);
            head.Append(digits[..count]);
            head.Append("\r\n"u8);
        }
    }

    private static async ValueTask<HttpError> WriteLargeAsync(
        FastHttpRequest request, PipeWriter output, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rest = request.BodyMemory;
        while (!rest.IsEmpty)
        {
            int length = Math.Min(rest.Length, FlushBytes);
            request.IsWritten = length == rest.Length;
            FlushResult result = await output.WriteAsync(rest[..length], cancellationToken).ConfigureAwait(false);
            if (Outcome(result) is HttpError error and not HttpError.None)
            {
                return error;
            }

            rest = rest[length..];
        }

        return HttpError.None;
    }

    private static async ValueTask<HttpError> WriteProducedAsync(
        FastHttpRequest request, PipeWriter output, CancellationToken cancellationToken)
    {
        RequestBodyWriter body = request.StartProducedBody(output);
        try
        {
            await request.Producer.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return HttpError.Canceled;
        }
#pragma warning disable CA1031 // Whatever the caller's producer throws, the connection has half a request.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            request.ProducerException = exception;
            return body.IsOverrun ? HttpError.RequestBodyMismatch : HttpError.RequestBodyFailed;
        }

        if (!body.TryFinish())
        {
            return HttpError.RequestBodyMismatch;
        }

        request.IsWritten = true;
        return Outcome(await output.FlushAsync(cancellationToken).ConfigureAwait(false));
    }

    // A reader that has gone is not yet the reason to report: its response may have come (RFC 9112 §9.5).
    private static HttpError Outcome(FlushResult result)
    {
        if (result.IsCanceled)
        {
            return HttpError.Canceled;
        }

        return result.IsCompleted ? HttpError.WriteFailed : HttpError.None;
    }
}
