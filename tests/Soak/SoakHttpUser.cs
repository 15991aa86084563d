using System;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;

namespace Soak;

/// <summary>A caller with HttpClient's messages, over <see cref="FastHttpMessageHandler"/>.</summary>
internal sealed class SoakHttpUser(HttpClient client, Uri root, SoakTally tally, SoakServer server, int seed)
    : SoakCaller(tally, server, seed)
{
    // HttpClient limits what it buffers by itself, and the handler nothing.
    protected override bool CanAsk(SoakKind kind) => kind is not (SoakKind.GzipBomb or SoakKind.TooLarge);

    protected override async Task<(HttpError Error, bool IsOwn)> CallAsync(SoakKind kind, long number, int size)
    {
        using HttpRequestMessage request = Create(kind, number, size);
        using CancellationTokenSource? source = Canceller(kind);
        try
        {
            CancellationToken token = source?.Token ?? default;
            HttpCompletionOption option = SoakRules.IsStreamed(kind)
                ? HttpCompletionOption.ResponseHeadersRead
                : HttpCompletionOption.ResponseContentRead;
            using HttpResponseMessage response = await client.SendAsync(request, option, token);
            bool isOwn = (int)response.StatusCode == SoakRules.Status(kind);
            if (SoakRules.IsStreamed(kind))
            {
                await using Stream stream = await response.Content.ReadAsStreamAsync(token);
                return (HttpError.None, isOwn && await ReadAsync(stream, kind, number, size));
            }

            byte[] body = await response.Content.ReadAsByteArrayAsync(token);
            return (HttpError.None, isOwn && body.Length == size && SoakRules.IsOwn(body, number, 0));
        }
        catch (Exception failure) when (
            failure is HttpRequestException or OperationCanceledException or IOException or InvalidDataException)
        {
            return (ErrorOf(failure), false);
        }
    }

    private HttpRequestMessage Create(SoakKind kind, long number, int size)
    {
        Uri target = new(root, string.Create(CultureInfo.InvariantCulture, $"/{kind}/{number}/{size}"));
        if (!SoakRules.HasBody(kind))
        {
            return new HttpRequestMessage(HttpMethod.Get, target);
        }

        bool waits = kind is SoakKind.Expect or SoakKind.ExpectRefused;
        int length = Random.Next(Bytes.Length);
        HttpRequestMessage request = new(waits ? HttpMethod.Put : HttpMethod.Post, target)
        {
            Content = kind is SoakKind.Upload or SoakKind.UploadChunked
                ? new StreamContent(new MemoryStream(Bytes, 0, length))
                : new ByteArrayContent(Bytes, 0, length),
        };
        request.Headers.ExpectContinue = waits ? true : null;
        request.Headers.TransferEncodingChunked = kind == SoakKind.UploadChunked ? true : null;
        return request;
    }

    private async Task<bool> ReadAsync(Stream stream, SoakKind kind, long number, int size)
    {
        byte[] buffer = new byte[4096];
        int count = 0;
        using CancellationTokenSource source = new();
        if (kind == SoakKind.StreamCancel)
        {
            source.CancelAfter(Random.Next(12));
        }

        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, source.Token)) != 0; count += read)
            {
                if (!SoakRules.IsOwn(buffer.AsSpan(0, read), number, count))
                {
                    return false;
                }

                if (kind == SoakKind.StreamLeft)
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            return true;
        }

        return count == size;
    }

    private static HttpError ErrorOf(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpException known)
            {
                return known.Error;
            }

            if (cause.Data[HttpException.ErrorKey] is HttpError error)
            {
                return error;
            }

            if (cause is InvalidDataException)
            {
                return HttpError.InvalidContentCoding;
            }
        }

        return failure is OperationCanceledException ? HttpError.Canceled : HttpError.None;
    }
}
