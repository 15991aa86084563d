using System;
using System.Net;
using System.Text;

namespace FastHttp.MessageHandling;

/// <summary>What responses say of cookies, into the container of a handler.</summary>
internal static class CookieMapper
{
    /// <summary>Keeps the cookies that a response sets; a malformed one is left out.</summary>
    public static void Keep(FastHttpResponse response, Uri uri, CookieContainer cookies)
    {
        foreach (HttpField field in response.Headers.GetValues("Set-Cookie"u8))
        {
            try
            {
                cookies.SetCookies(uri, Encoding.Latin1.GetString(field.Value));
            }
            catch (CookieException)
            {
                // As other clients do: one bad cookie does not make the response a failure.
            }
        }
    }
}
