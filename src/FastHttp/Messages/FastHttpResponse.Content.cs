using System;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastHttp.Http1;
using FastHttp.Messages;

namespace FastHttp;

/// <summary>The body as text or object, for callers who do not read bytes.</summary>
public sealed partial class FastHttpResponse
{
    // By how many bytes they begin with: that of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] s_marked =
        [Encoding.UTF32, Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccessStatusCode => StatusCode is >= 200 and <= 299;

    /// <summary>Throws unless the status is 2xx.</summary>
    /// <returns>This response.</returns>
    /// <exception cref="HttpException">The status is another: <see cref="HttpError.UnsuccessfulStatus"/>.</exception>
    public FastHttpResponse EnsureSuccessStatusCode() =>
        IsSuccessStatusCode ? this : throw new HttpException((HttpStatusCode)StatusCode);

    /// <summary>
    /// Returns the body as text: in the character set that <c>Content-Type</c> names, else in the one that its byte
    /// order mark names, else in UTF-8.
    /// </summary>
    /// <exception cref="InvalidOperationException">The character set is not known, or the body is streamed.</exception>
    public string GetBodyAsString()
    {
        ReadOnlySpan<byte> body = KeptBody();
        Encoding? encoding = CharacterSet();
        if (encoding is not null)
        {
            ReadOnlySpan<byte> mark = encoding.Preamble;
            return encoding.GetString(!mark.IsEmpty && body.StartsWith(mark) ? body[mark.Length..] : body);
        }

        foreach (Encoding marked in s_marked)
        {
            if (body.StartsWith(marked.Preamble))
            {
                return marked.GetString(body[marked.Preamble.Length..]);
            }
        }

        return Encoding.UTF8.GetString(body);
    }

    /// <summary>Reads the body as JSON.</summary>
    /// <param name="typeInfo">How the object is read: of a <c>JsonSerializerContext</c>.</param>
    /// <exception cref="JsonException">The body is not such an object.</exception>
    /// <exception cref="InvalidOperationException">The character set is not known, or the body is streamed.</exception>
    public T? GetBodyFromJson<T>(JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        if (CharacterSet() is { } encoding && encoding.CodePage != Encoding.UTF8.CodePage)
        {
            return JsonSerializer.Deserialize(GetBodyAsString(), typeInfo);
        }

        ReadOnlySpan<byte> body = KeptBody();
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        return JsonSerializer.Deserialize(body.StartsWith(mark) ? body[mark.Length..] : body, typeInfo);
    }

    /// <summary>
    /// Reads the response from a whole message, as it would come on the wire: for an <see cref="HttpSender"/> of a
    /// test's own.
    /// </summary>
    /// <param name="message">Status line, header lines, an empty line and the body. Copied.</param>
    /// <param name="options">What the sender was told to keep.</param>
    /// <exception cref="ArgumentException">It is not one whole response.</exception>
    /// <exception cref="InvalidOperationException">The response is part of an exchange.</exception>
    public void SetTo(ReadOnlySpan<byte> message, ResponseOptions options = ResponseOptions.None)
    {
        Reset();
        Keep(options);
        ResponseReader reader = new(ResponseLimits.Default);
        reader.Begin(RequestTraits.None, this);
        ParseStatus status = reader.Read(message, out int consumed);
        if (status == ParseStatus.NeedMore)
        {
            status = reader.ReadEnd(reset: false, message.Length - consumed);
        }

        if (status != ParseStatus.Done || consumed != message.Length)
        {
            throw new ArgumentException(
                status == ParseStatus.Done ? "Something follows the response." : reader.Error.ToText(),
                nameof(message));
        }

        EndStream(HttpError.None);
    }

    // Of a streamed body nothing is kept: it would be an empty one, without a word.
    private ReadOnlySpan<byte> KeptBody() => !_isStreamed
        ? BodySpan
        : throw new InvalidOperationException(
            "The body is streamed, and not kept: read it with ReadBodyAsync, or send without StreamBody.");

    private Encoding? CharacterSet()
    {
        if (!Headers.TryGet(KnownHeader.ContentType, out ReadOnlySpan<byte> type)
            || !MediaTypeHeaderValue.TryParse(Encoding.Latin1.GetString(type), out MediaTypeHeaderValue? parsed)
            || parsed.CharSet is not { Length: > 0 } name)
        {
            return null;
        }

        try
        {
            return Encoding.GetEncoding(name.Trim('"'));
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException($"The character set of the response is not known: {name}.", error);
        }
    }
}
