using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using FastHttp.Http1;

namespace FastHttp.MessageHandling;

/// <summary>From a response of ours to a message of HttpClient. Copies the head, takes the body.</summary>
internal static class ResponseMapper
{
    /// <summary>Makes the message that answers another.</summary>
    /// <param name="response">Its head has come; belongs to the message from now on.</param>
    /// <param name="request">What it answers.</param>
    /// <param name="codings">Content codings that are decoded.</param>
    public static HttpResponseMessage Create(
        FastHttpResponse response, HttpRequestMessage request, DecompressionMethods codings)
    {
        HttpResponseMessage message = new((HttpStatusCode)response.StatusCode)
        {
            RequestMessage = request,
            ReasonPhrase = Encoding.Latin1.GetString(response.ReasonPhrase),
            Version = response.MinorVersion == 0 ? HttpVersion.Version10 : HttpVersion.Version11,
        };
        HttpContent content = new StreamedContent(response, message.TrailingHeaders);
        message.Content = content;
        foreach (HttpField field in response.Headers)
        {
            // A field that describes the content is refused by the message's own list.
            string name = Name(field);
            string value = field.Id == KnownHeader.Location
                ? RedirectPolicy.TextOf(field.Value)
                : Encoding.Latin1.GetString(field.Value);
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (codings != DecompressionMethods.None)
        {
            message.Content = DecodedContent.Wrap(content, codings);
        }

        return message;
    }

    /// <summary>Copies the trailers of a response whose body has come to its end.</summary>
    public static void AddTrailers(FastHttpResponse response, HttpHeaders trailers)
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
