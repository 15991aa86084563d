using System;
using System.Net.Http;

namespace Bench.RoundTrip;

/// <summary>Makes the runtime's message for an exchange; it can be sent once only.</summary>
internal static class HttpMessages
{
    public static HttpRequestMessage Create(Uri uri, Exchange exchange) => exchange.Body is null
        ? new HttpRequestMessage(HttpMethod.Get, uri)
        : new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(exchange.Body) };
}
