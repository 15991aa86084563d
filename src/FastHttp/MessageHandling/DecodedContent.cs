using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Http1;
using FastHttp.Messages;

namespace FastHttp.MessageHandling;

/// <summary>A content as it was before it was encoded. Owns the encoded one; read once, as it comes.</summary>
internal sealed class DecodedContent : HttpContent
{
    private readonly HttpContent _encoded;
    private readonly ContentCoding _coding;

    private DecodedContent(HttpContent encoded, ContentCoding coding)
    {
        _encoded = encoded;
        _coding = coding;
    }

    /// <summary>Decodes a content whose last coding is one of the allowed; returns any other as it is.</summary>
    public static HttpContent Wrap(HttpContent content, DecompressionMethods allowed)
    {
        string? last = null;
        foreach (string name in content.Headers.ContentEncoding)
        {
            last = name;
        }

        ContentCoding coding = last is null ? ContentCoding.Identity : ContentCodings.Find(last, allowed);
        if (coding == ContentCoding.Identity)
        {
            return content;
        }

        DecodedContent decoded = new(content, coding);
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in content.Headers.NonValidated)
        {
            decoded.Headers.TryAddWithoutValidation(name, values);
        }

        // They describe what went over the wire.
        decoded.Headers.ContentLength = null;
        decoded.Headers.ContentEncoding.Clear();
        foreach (string name in content.Headers.ContentEncoding)
        {
            decoded.Headers.ContentEncoding.Add(name);
        }

        decoded.Headers.ContentEncoding.Remove(last!);
        return decoded;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        await SerializeToStreamAsync(stream, context, CancellationToken.None).ConfigureAwait(false);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Stream decoded = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (decoded.ConfigureAwait(false))
        {
            await decoded.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new CheckedDecoder(_encoded.ReadAsStream(cancellationToken), _coding);

    protected override Task<Stream> CreateContentReadStreamAsync() =>
        CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new CheckedDecoder(await _encoded.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _coding);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _encoded.Dispose();
        }

        base.Dispose(disposing);
    }
}
