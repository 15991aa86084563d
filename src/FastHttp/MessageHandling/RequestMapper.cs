using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.MessageHandling;

/// <summary>From a message of HttpClient to a request of ours.</summary>
internal static class RequestMapper
{
    // A content that is in memory anyway is copied up to here, so that it goes out with the head and can be sent again.
    private const long MaxCopiedBytes = 1024 * 1024;

    /// <summary>Fills an empty request.</summary>
    /// <exception cref="HttpRequestException">The message asks for what HTTP/1.1 or this library cannot do.</exception>
    /// <exception cref="InvalidOperationException">It has no absolute URI.</exception>
    /// <exception cref="NotSupportedException">The URI is not http or https.</exception>
    public static void Fill(
        FastHttpRequest request,
        HttpRequestMessage message,
        CookieContainer? cookies,
        DecompressionMethods codings,
        bool isBlocking)
    {
        Uri uri = CheckUri(message.RequestUri);
        if (message.Content is null && message.Headers.TransferEncodingChunked == true)
        {
            const string Text = "Transfer-Encoding: chunked was asked for, but there is no content.";
            throw new HttpRequestException(Text, new InvalidOperationException(Text));
        }

        request.MinorVersion = MinorVersion(message);
        try
        {
            request.Method = Bytes(HttpMethod.Parse(message.Method.Method).Method);
            request.SetUri(uri);
            AddFields(request, message.Headers);
            AddCookies(request, message, cookies, uri);
            AddCodings(request, message, codings);
            if (message.Content is { } content)
            {
                AddFields(request, content.Headers);
                AddBody(request, message, content, isBlocking);
            }
        }
        catch (ArgumentException failure)
        {
            throw new HttpRequestException($"The request cannot be sent: {failure.Message}", failure);
        }
    }

    private static Uri CheckUri(Uri? uri)
    {
        if (uri is not { IsAbsoluteUri: true })
        {
            throw new InvalidOperationException("The request has no absolute URI, and there is no base address.");
        }

        return uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps
            ? uri
            : throw new NotSupportedException($"The scheme {uri.Scheme} is not supported: only http and https are.");
    }

    private static int MinorVersion(HttpRequestMessage message)
    {
        if (message.Version.Major > 1 && message.VersionPolicy != HttpVersionPolicy.RequestVersionOrLower)
        {
            throw new HttpRequestException(
                HttpRequestError.VersionNegotiationError,
                $"HTTP/{message.Version} was asked for and no lower version allowed; only HTTP/1.1 is spoken.");
        }

        return message.Version == HttpVersion.Version10 ? 0 : 1;
    }

    private static void AddFields(FastHttpRequest request, HttpHeaders headers)
    {
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            switch (name.ToUpperInvariant())
            {
                // The framing is ours, and what these say of the connection does not hold for a pooled one.
                case "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "TRAILER" or "PROXY-CONNECTION":
                    break;
                case "CONNECTION":
                    AddConnection(request, values.ToString());
                    break;
                default:
                    request.Headers.Add(Bytes(name), Bytes(values.ToString()));
                    break;
            }
        }
    }

    private static void AddConnection(FastHttpRequest request, string value)
    {
        string[] options = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        request.CloseConnection = options.Contains("close", StringComparer.OrdinalIgnoreCase);
        foreach (string option in options)
        {
            if (!option.Equals("close", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Add("Connection"u8, Bytes(option));
            }
        }
    }

    private static void AddCookies(
        FastHttpRequest request, HttpRequestMessage message, CookieContainer? cookies, Uri uri)
    {
        string kept = cookies is null ? "" : cookies.GetCookieHeader(uri);
        if (kept.Length == 0)
        {
            return;
        }

        string own = message.Headers.NonValidated.TryGetValues("Cookie", out HeaderStringValues values)
            ? values.ToString()
            : "";
        string line = own.Length == 0 ? kept : $"{own}; {kept}";

        // What the container holds came as bytes, and goes back as the same ones.
        bool isBytes = !line.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF');
        request.Headers.Set("Cookie"u8, isBytes ? Encoding.Latin1.GetBytes(line) : Bytes(line));
    }

    private static void AddCodings(FastHttpRequest request, HttpRequestMessage message, DecompressionMethods codings)
    {
        if (codings != DecompressionMethods.None && !message.Headers.NonValidated.Contains("Accept-Encoding"))
        {
            request.Headers.Set("Accept-Encoding"u8, Bytes(ContentCodings.List(codings)));
        }
    }

    private static void AddBody(
        FastHttpRequest request, HttpRequestMessage message, HttpContent content, bool isBlocking)
    {
        long? known = message.Headers.TransferEncodingChunked == true ? null : content.Headers.ContentLength;
        if (known <= MaxCopiedBytes && IsMemory(content) && content.ReadAsStream() is { CanSeek: true } stream)
        {
            if (stream.Length != known)
            {
                throw new HttpRequestException(
                    $"The request cannot be sent: the content has {stream.Length} bytes, its length says {known}.");
            }

            // The content keeps this stream, and may be sent again.
            stream.Position = 0;
            IBufferWriter<byte> body = request.BodyWriter;
            int count = (int)known.Value;
            stream.ReadExactly(body.GetSpan(count)[..count]);
            body.Advance(count);
            return;
        }

        // What flows with the caller, such as the value of an AsyncLocal, is there when the content is written.
        request.SetBodyWriter(
            (Content: content, Context: ExecutionContext.Capture(), IsBlocking: isBlocking),
            static (state, output, stop) => CopyAsync(state.Content, state.Context, output, state.IsBlocking, stop),
            known ?? -1);
    }

    // Not a class of the caller's that is derived from one of them: that may write something else.
    private static bool IsMemory(HttpContent content)
    {
        Type type = content.GetType();
        return type == typeof(ByteArrayContent) || type == typeof(StringContent)
            || type == typeof(FormUrlEncodedContent) || type == typeof(ReadOnlyMemoryContent);
    }

    private static async ValueTask CopyAsync(
        HttpContent content, ExecutionContext? context, PipeWriter output, bool isBlocking, CancellationToken stop)
    {
        Task copy = Task.CompletedTask;
        void Start(object? state)
        {
            if (isBlocking)
            {
                using BlockingBodyStream stream = new(output, stop);
                content.CopyTo(stream, null, stop);
            }
            else
            {
                copy = content.CopyToAsync(output.AsStream(leaveOpen: true), null, stop);
            }
        }

        if (context is null)
        {
            Start(null);
        }
        else
        {
            ExecutionContext.Run(context, Start, null);
        }

        await copy.ConfigureAwait(false);
    }

    private static byte[] Bytes(string text) => Ascii.IsValid(text)
        ? Encoding.ASCII.GetBytes(text)
        : throw new ArgumentException("A header has ASCII characters only.", nameof(text));
}
