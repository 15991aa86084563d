using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Http1;

namespace FastHttp;

/// <summary>
/// Calls for which the caller needs no request: a GET and a POST that follow redirects. Each allocates a little; where
/// that matters, rent a request and keep it.
/// </summary>
public static class FastHttpClientExtensions
{
    /// <summary>Gets a URI into a response, following redirects as <see cref="RedirectPolicy.Default"/> says.</summary>
    /// <param name="client">Sends it.</param>
    /// <param name="uri">An absolute http or https URI.</param>
    /// <param name="response">Takes the last response; the client's until the call completes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Redirects that were followed.</returns>
    /// <exception cref="ArgumentException">The URI is another.</exception>
    /// <exception cref="HttpException">An exchange failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. A timeout never is.</exception>
    public static async ValueTask<int> GetAsync(
        this FastHttpClient client, Uri uri, FastHttpResponse response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        using FastHttpRequest request = client.RentRequest();
        request.SetUri(uri);
        return await client.SendFollowingRedirectsAsync(request, response, RedirectPolicy.Default, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Posts bytes to a URI; otherwise as <see cref="GetAsync"/>.</summary>
    /// <param name="client">Sends it.</param>
    /// <param name="uri">An absolute http or https URI.</param>
    /// <param name="body">Sent as it is; must stay unchanged until the call completes.</param>
    /// <param name="contentType">What it is: <c>application/json</c>.</param>
    /// <param name="response">Takes the last response; the client's until the call completes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Redirects that were followed.</returns>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public static async ValueTask<int> PostAsync(
        this FastHttpClient client,
        Uri uri,
        ReadOnlyMemory<byte> body,
        string contentType,
        FastHttpResponse response,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        using FastHttpRequest request = client.RentRequest();
        request.Method = "POST"u8;
        request.SetUri(uri);
        request.Headers.Set("Content-Type"u8, RequestSyntax.ToAscii(contentType));
        request.SetBody(body);
        return await client.SendFollowingRedirectsAsync(request, response, RedirectPolicy.Default, cancellationToken)
            .ConfigureAwait(false);
    }
}
