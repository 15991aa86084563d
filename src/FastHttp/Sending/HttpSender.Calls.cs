using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp;

/// <summary>
/// Calls for which the caller needs no request. Each allocates a little; where that matters, rent a request and a
/// response and keep them.
/// </summary>
/// <remarks>
/// A URI is absolute, or relative to <see cref="BaseEndPoint"/>. A <see cref="FastHttpClient"/> follows redirects as
/// <see cref="RedirectPolicy.Default"/> says; other senders return them. Each throws an <see cref="HttpException"/>
/// where the exchange fails, and an <see cref="OperationCanceledException"/> where the token was cancelled.
/// </remarks>
public abstract partial class HttpSender
{
    /// <summary>Sends a request and returns the response, which the caller disposes. Redirects are not followed.
    /// </summary>
    /// <param name="request">Stays the caller's; the sender's until the call completes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<FastHttpResponse> SendAsync(
        FastHttpRequest request, CancellationToken cancellationToken = default)
    {
        FastHttpResponse response = RentResponse();
        try
        {
            await SendAsync(request, response, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Gets a URI. The caller disposes the response, whatever its status.</summary>
    public ValueTask<FastHttpResponse> GetAsync(Uri uri, CancellationToken cancellationToken = default) =>
        CallAsync("GET"u8, uri, cancellationToken);

    /// <inheritdoc cref="GetAsync(Uri, CancellationToken)"/>
    public ValueTask<FastHttpResponse> GetAsync(string uri, CancellationToken cancellationToken = default) =>
        GetAsync(ToUri(uri), cancellationToken);

    /// <summary>Gets a URI into a response that the caller keeps.</summary>
    /// <returns>The status code.</returns>
    public async ValueTask<int> GetAsync(
        Uri uri, FastHttpResponse response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        using FastHttpRequest request = Rent("GET"u8, uri);
        await SendConvenientlyAsync(request, response, ResponseOptions.None, cancellationToken).ConfigureAwait(false);
        return response.StatusCode;
    }

    /// <summary>Sends DELETE to a URI. The caller disposes the response, whatever its status.</summary>
    public ValueTask<FastHttpResponse> DeleteAsync(Uri uri, CancellationToken cancellationToken = default) =>
        CallAsync("DELETE"u8, uri, cancellationToken);

    /// <inheritdoc cref="DeleteAsync(Uri, CancellationToken)"/>
    public ValueTask<FastHttpResponse> DeleteAsync(string uri, CancellationToken cancellationToken = default) =>
        DeleteAsync(ToUri(uri), cancellationToken);

    /// <summary>Posts bytes to a URI. The caller disposes the response, whatever its status.</summary>
    /// <param name="uri">Absolute, or relative to <see cref="BaseEndPoint"/>.</param>
    /// <param name="body">Sent as it is; must stay unchanged until the call completes.</param>
    /// <param name="contentType">What it is: <c>application/json</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public ValueTask<FastHttpResponse> PostAsync(
        Uri uri, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken = default) =>
        CallAsync("POST"u8, uri, body, contentType, cancellationToken);

    /// <inheritdoc cref="PostAsync(Uri, ReadOnlyMemory{byte}, string, CancellationToken)"/>
    public ValueTask<FastHttpResponse> PostAsync(
        string uri, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken = default) =>
        PostAsync(ToUri(uri), body, contentType, cancellationToken);

    /// <summary>Puts bytes to a URI. The caller disposes the response, whatever its status.</summary>
    /// <inheritdoc cref="PostAsync(Uri, ReadOnlyMemory{byte}, string, CancellationToken)" path="/param"/>
    public ValueTask<FastHttpResponse> PutAsync(
        Uri uri, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken = default) =>
        CallAsync("PUT"u8, uri, body, contentType, cancellationToken);

    /// <inheritdoc cref="PutAsync(Uri, ReadOnlyMemory{byte}, string, CancellationToken)"/>
    public ValueTask<FastHttpResponse> PutAsync(
        string uri, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken = default) =>
        PutAsync(ToUri(uri), body, contentType, cancellationToken);

    /// <summary>Gets a URI as text. A status other than 2xx throws an <see cref="HttpException"/>.</summary>
    /// <returns>The body, as <see cref="FastHttpResponse.GetBodyAsString"/> reads it.</returns>
    public async ValueTask<string> GetStringAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        using FastHttpResponse response = await GetAsync(uri, cancellationToken).ConfigureAwait(false);
        return response.EnsureSuccessStatusCode().GetBodyAsString();
    }

    /// <inheritdoc cref="GetStringAsync(Uri, CancellationToken)"/>
    public ValueTask<string> GetStringAsync(string uri, CancellationToken cancellationToken = default) =>
        GetStringAsync(ToUri(uri), cancellationToken);

    /// <summary>Gets a URI as bytes. A status other than 2xx throws an <see cref="HttpException"/>.</summary>
    public async ValueTask<byte[]> GetByteArrayAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        using FastHttpResponse response = await GetAsync(uri, cancellationToken).ConfigureAwait(false);
        return response.EnsureSuccessStatusCode().BodySpan.ToArray();
    }

    /// <inheritdoc cref="GetByteArrayAsync(Uri, CancellationToken)"/>
    public ValueTask<byte[]> GetByteArrayAsync(string uri, CancellationToken cancellationToken = default) =>
        GetByteArrayAsync(ToUri(uri), cancellationToken);

    /// <summary>
    /// Gets a URI as a stream that is read while it comes. A status other than 2xx throws an
    /// <see cref="HttpException"/>. The caller disposes the stream.
    /// </summary>
    public async ValueTask<Stream> GetStreamAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        FastHttpResponse response = await CallAsync(Rent("GET"u8, uri), ResponseOptions.StreamBody, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return response.EnsureSuccessStatusCode().OpenBodyStream(disposesResponse: true);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="GetStreamAsync(Uri, CancellationToken)"/>
    public ValueTask<Stream> GetStreamAsync(string uri, CancellationToken cancellationToken = default) =>
        GetStreamAsync(ToUri(uri), cancellationToken);

    /// <summary>Gets a URI as an object, from JSON. A status other than 2xx throws an <see cref="HttpException"/>.
    /// </summary>
    /// <param name="uri">Absolute, or relative to <see cref="BaseEndPoint"/>.</param>
    /// <param name="typeInfo">How the object is read: of a <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="JsonException">The body is not such an object.</exception>
    public async ValueTask<T?> GetFromJsonAsync<T>(
        Uri uri, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default)
    {
        using FastHttpResponse response = await GetAsync(uri, cancellationToken).ConfigureAwait(false);
        return response.EnsureSuccessStatusCode().GetBodyFromJson(typeInfo);
    }

    /// <inheritdoc cref="GetFromJsonAsync{T}(Uri, JsonTypeInfo{T}, CancellationToken)"/>
    public ValueTask<T?> GetFromJsonAsync<T>(
        string uri, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default) =>
        GetFromJsonAsync(ToUri(uri), typeInfo, cancellationToken);

    /// <summary>Posts an object as JSON. The caller disposes the response, whatever its status.</summary>
    /// <param name="uri">Absolute, or relative to <see cref="BaseEndPoint"/>.</param>
    /// <param name="value">Written before the call returns.</param>
    /// <param name="typeInfo">How the object is written: of a <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public ValueTask<FastHttpResponse> PostAsJsonAsync<T>(
        Uri uri, T value, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default) =>
        CallAsync("POST"u8, uri, value, typeInfo, cancellationToken);

    /// <inheritdoc cref="PostAsJsonAsync{T}(Uri, T, JsonTypeInfo{T}, CancellationToken)"/>
    public ValueTask<FastHttpResponse> PostAsJsonAsync<T>(
        string uri, T value, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default) =>
        PostAsJsonAsync(ToUri(uri), value, typeInfo, cancellationToken);

    /// <summary>Puts an object as JSON. The caller disposes the response, whatever its status.</summary>
    /// <inheritdoc cref="PostAsJsonAsync{T}(Uri, T, JsonTypeInfo{T}, CancellationToken)" path="/param"/>
    public ValueTask<FastHttpResponse> PutAsJsonAsync<T>(
        Uri uri, T value, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default) =>
        CallAsync("PUT"u8, uri, value, typeInfo, cancellationToken);

    /// <inheritdoc cref="PutAsJsonAsync{T}(Uri, T, JsonTypeInfo{T}, CancellationToken)"/>
    public ValueTask<FastHttpResponse> PutAsJsonAsync<T>(
        string uri, T value, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default) =>
        PutAsJsonAsync(ToUri(uri), value, typeInfo, cancellationToken);

    /// <summary>Sends what a caller without a request has asked for.</summary>
    private protected virtual ValueTask SendConvenientlyAsync(
        FastHttpRequest request,
        FastHttpResponse response,
        ResponseOptions options,
        CancellationToken cancellationToken) =>
        SendAsync(request, response, options, cancellationToken);

    private static Uri ToUri(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return Uri.TryCreate(uri, UriKind.RelativeOrAbsolute, out Uri? parsed)
            ? parsed
            : throw new ArgumentException($"'{uri}' is not a URI.", nameof(uri));
    }

    private ValueTask<FastHttpResponse> CallAsync(
        ReadOnlySpan<byte> method, Uri uri, CancellationToken cancellationToken) =>
        CallAsync(Rent(method, uri), ResponseOptions.None, cancellationToken);

    private ValueTask<FastHttpResponse> CallAsync(
        ReadOnlySpan<byte> method,
        Uri uri,
        ReadOnlyMemory<byte> body,
        string contentType,
        CancellationToken cancellationToken)
    {
        FastHttpRequest request = Rent(method, uri);
        try
        {
            request.Headers.Set("Content-Type", contentType);
            request.SetBody(body);
        }
        catch
        {
            request.Dispose();
            throw;
        }

        return CallAsync(request, ResponseOptions.None, cancellationToken);
    }

    private ValueTask<FastHttpResponse> CallAsync<T>(
        ReadOnlySpan<byte> method,
        Uri uri,
        T value,
        JsonTypeInfo<T> typeInfo,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        FastHttpRequest request = Rent(method, uri);
        try
        {
            request.Headers.Set("Content-Type"u8, "application/json; charset=utf-8"u8);
            using Utf8JsonWriter json = new(request.BodyWriter);
            JsonSerializer.Serialize(json, value, typeInfo);
        }
        catch
        {
            request.Dispose();
            throw;
        }

        return CallAsync(request, ResponseOptions.None, cancellationToken);
    }

    // The request goes back here; the response is the caller's, unless the call fails.
    private async ValueTask<FastHttpResponse> CallAsync(
        FastHttpRequest request, ResponseOptions options, CancellationToken cancellationToken)
    {
        FastHttpResponse response = RentResponse();
        try
        {
            await SendConvenientlyAsync(request, response, options, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
        finally
        {
            request.Dispose();
        }
    }

    private FastHttpRequest Rent(ReadOnlySpan<byte> method, Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        FastHttpRequest request = FastHttpRequest.Rent();
        try
        {
            request.Method = method;
            SetUri(request, uri);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private void SetUri(FastHttpRequest request, Uri uri)
    {
        if (uri.IsAbsoluteUri)
        {
            request.SetUri(uri);
            return;
        }

        HttpEndPoint endPoint = BaseEndPoint ?? throw new ArgumentException(
            $"'{uri}' is relative, and this client has no base: give it an absolute URI.", nameof(uri));
        Uri origin = new($"{(endPoint.IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{endPoint.Authority}/");
        Uri resolved = new(origin, uri);
        if (resolved.Authority != origin.Authority)
        {
            // "//other/path" is relative, too.
            throw new ArgumentException($"'{uri}' leads to {resolved.Authority}, not to {endPoint}.", nameof(uri));
        }

        request.SetTarget(endPoint, resolved);
    }
}
