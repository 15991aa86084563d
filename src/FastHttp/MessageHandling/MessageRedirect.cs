using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;

namespace FastHttp.MessageHandling;

/// <summary>
/// Follows the redirects of one request of HttpClient, as far as its handler allows, by changing the message. A
/// redirect that may not be followed is the response.
/// </summary>
internal sealed class MessageRedirect(int limit)
{
    private readonly RedirectPolicy _policy = new() { MaxRedirects = limit };
    private int _followed;

    /// <summary>Makes the message the next one to send; false if the response stands.</summary>
    public bool TryFollow(HttpRequestMessage message, HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        if (status is < 300 or > 399
            || !response.Headers.NonValidated.TryGetValues("Location", out HeaderStringValues location))
        {
            return false;
        }

        Uri current = message.RequestUri!;
        RedirectStep step = _policy.Decide(
            _followed,
            status,
            Encoding.ASCII.GetBytes(HttpMethod.Parse(message.Method.Method).Method),
            current,
            Encoding.UTF8.GetBytes(location.ToString()));
        if (step.Next is not { } next)
        {
            return false;
        }

        _followed++;
        if (step.BecomesGet)
        {
            message.Method = HttpMethod.Get;
            message.Content = null;
            message.Headers.TransferEncodingChunked = false;
        }

        // As the runtime's handler does, even within an origin; what a container holds is chosen anew.
        message.Headers.Authorization = null;
        if (step.IsOtherOrigin)
        {
            message.Headers.Remove("Cookie");
            message.Headers.Remove("Proxy-Authorization");
            message.Headers.Host = null;
        }

        // RFC 9110 §10.2.2: a redirect without a fragment inherits that of the request.
        message.RequestUri = next.Fragment.Length == 0 && current.Fragment.Length != 0
            ? new Uri(next, current.Fragment)
            : next;
        return true;
    }
}
