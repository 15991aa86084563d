using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using FastHttp.Http1;

namespace FastHttp.MessageHandling;

/// <summary>From a response of ours to a message of HttpClient. Stateless; copies what it takes.</summary>
internal static class ResponseMapper
{
    /// <summary>Makes the message that answers another.</summary>
    /// <param name="response">A whole response.</param>
    /// <param name="request">What it answers.</param>
    /// <param name="codings">Content codings that are decoded.</param>
    public static HttpResponseMessage Create(
        HttpResponse response, HttpRequestMessage request, DecompressionMethods codings)
    {
        HttpContent content = new ByteArrayContent(response.BodySpan.ToArray());
        HttpResponseMessage message = new((HttpStatusCode)response.StatusCode)
        {
            RequestMessage = request,
            ReasonPhrase = Encoding.Latin1.GetString(response.ReasonPhrase),
            Version = response.MinorVersion == 0 ? HttpVersion.Version10 : HttpVersion.Version11,
            Content = content,
        };
        foreach (HttpField field in response.Headers)
        {
            // A field that describes the content is refused by the message's own list.
            string name = Name(field);
            string value = Encoding.Latin1.GetString(field.Value);
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        AddTrailers(response, message.TrailingHeaders);
        if (codings != DecompressionMethods.None)
        {
            message.Content = DecodedContent.Wrap(content, codings);
        }

        return message;
    }

    private static void AddTrailers(HttpResponse response, HttpHeaders trailers)
    {
        foreach (HttpField field in response.Trailers)
        {
            trailers.TryAddWithoutValidation(Name(field), Encoding.Latin1.GetString(field.Value));
        }
    }

    private static string Name(HttpField field) => field.Id == KnownHeader.Unknown
        ? Encoding.ASCII.GetString(field.Name)
        : KnownHeaders.CanonicalNames[(int)field.Id - 1];
}
