using System;
using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Transports;
using LocustBridge.Tasks;

namespace LocustBridge.Http;

/// <summary>
/// Sends a request for a user and records what came of it: a success with its response time and the bytes of its body;
/// for a status of 400 or more, or no answer, a failure. Any thread, one exchange for a user at a time.
/// </summary>
public static class LocustHttp
{
    private const int StatusMax = 999;

    // Texts that every failure needs: made once each, so that a target that fails costs no allocation either.
    private static readonly string?[] s_statusTexts = new string?[StatusMax + 1];

    /// <summary>
    /// Makes a client whose users run on its event loops: a request is no change of threads. For tasks that await and
    /// do not block. Warns where one blocks its loop for a second, which keeps all users of that loop waiting.
    /// </summary>
    /// <param name="warn">Takes the warning.</param>
    /// <param name="options">
    /// Limits and times; the defaults when null. <see cref="FastHttpOptions.ContinueOnLoop"/> is set in any case.
    /// </param>
    public static FastHttpClient CreateClient(Action<string> warn, FastHttpOptions? options = null) =>
        CreateClient(warn, options, TimeProvider.System);

    /// <summary>Asks for a path of the test's host, and records it.</summary>
    /// <param name="user">Who asks; its <see cref="LocustUser.Host"/> comes from the master's page or command line.
    /// </param>
    /// <param name="client">Sends it.</param>
    /// <param name="path">Begins with a slash; or a whole URL.</param>
    /// <param name="name">The Name column; <paramref name="path"/> when null.</param>
    /// <returns>Why there is no response; <see cref="HttpError.None"/> for any status.</returns>
    /// <exception cref="InvalidOperationException">There is a path only, and the test has no host.</exception>
    /// <exception cref="ArgumentException">That is no URL of http or https.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<HttpError> GetAsync(
        this LocustUser user, FastHttpClient client, string path, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        Address(request, user, path);
        long began = Stopwatch.GetTimestamp();
        HttpError error = await client.SendNoThrowAsync(request, response, user.Stopping).ConfigureAwait(false);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        Record(user, "GET", name ?? path, elapsed, error, response);
        return error;
    }

    /// <summary>Sends a request on a pooled connection and records it.</summary>
    /// <param name="user">Who sends it; its <see cref="LocustUser.Stopping"/> ends the exchange.</param>
    /// <param name="client">Sends it.</param>
    /// <param name="request">The client's until the call completes. Its method becomes the Type column.</param>
    /// <param name="response">Takes the response; the client's until the call completes.</param>
    /// <param name="name">The Name column; the request's target when null, which makes a text each time.</param>
    /// <returns>Why there is no response; <see cref="HttpError.None"/> for any status. An exchange that was given up
    /// because the user has to end is <see cref="HttpError.Canceled"/> and is not recorded.</returns>
    /// <exception cref="ArgumentException">The request contradicts itself, or has no target.</exception>
    /// <exception cref="InvalidOperationException">A message is part of another exchange.</exception>
    public static ValueTask<HttpError> SendAsync(
        this LocustUser user, FastHttpClient client, FastHttpRequest request, FastHttpResponse response,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        return SendAsync(user, client, null, request, response, name);
    }

    /// <summary>Sends a request on a connection of the user's own and records it.</summary>
    /// <param name="user">Who sends it; its <see cref="LocustUser.Stopping"/> ends the exchange.</param>
    /// <param name="connection">Sends it. Open; a broken one gives its reason.</param>
    /// <param name="request">The connection's until the call completes.</param>
    /// <param name="response">Takes the response; the connection's until the call completes.</param>
    /// <param name="name">The Name column; the request's target when null.</param>
    /// <returns>Why there is no response; <see cref="HttpError.None"/> for any status.</returns>
    /// <exception cref="ArgumentException">The request contradicts itself, or has no target.</exception>
    /// <exception cref="InvalidOperationException">A message is part of another exchange.</exception>
    public static ValueTask<HttpError> SendAsync(
        this LocustUser user,
        HttpConnection connection,
        FastHttpRequest request,
        FastHttpResponse response,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return SendAsync(user, null, connection, request, response, name);
    }

    /// <param name="warn">Takes the warning.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="timeProvider">What a second is measured by.</param>
    internal static FastHttpClient CreateClient(
        Action<string> warn, FastHttpOptions? options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(warn);
        options ??= FastHttpOptions.Default;
        LoopWatch watch = new(warn, timeProvider);
        return new FastHttpClient(options with
        {
            ContinueOnLoop = true,
            Transport = watch.Watch(options.Transport ?? TransportSelector.Select(out _)),
        });
    }

    private static void Address(FastHttpRequest request, LocustUser user, string path)
    {
        const int UsualLength = 512;
        if (path[0] != '/')
        {
            request.SetUri(path);
            return;
        }

        string host = user.Host ?? throw new InvalidOperationException(
            "The test has no host. Give one on the master's page, or start the master with --host.");
        ReadOnlySpan<char> origin = host.AsSpan().TrimEnd('/');
        Span<byte> uri = stackalloc byte[UsualLength];
        if (origin.Length + path.Length <= UsualLength
            && Ascii.FromUtf16(origin, uri, out int length) == OperationStatus.Done
            && Ascii.FromUtf16(path, uri[length..], out int rest) == OperationStatus.Done)
        {
            request.SetUri(uri[..(length + rest)]);
        }
        else
        {
            request.SetUri(string.Concat(origin, path));
        }
    }

    // By the one of the two that is not null.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<HttpError> SendAsync(
        LocustUser user,
        FastHttpClient? client,
        HttpConnection? connection,
        FastHttpRequest request,
        FastHttpResponse response,
        string? name)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        string type = TypeOf(request.Method);
        name ??= Encoding.UTF8.GetString(request.Target);
        long began = Stopwatch.GetTimestamp();
        ValueTask<HttpError> call = client is null
            ? connection!.SendNoThrowAsync(request, response, user.Stopping)
            : client.SendNoThrowAsync(request, response, user.Stopping);
        HttpError error = await call.ConfigureAwait(false);
        Record(user, type, name, Stopwatch.GetElapsedTime(began), error, response);
        return error;
    }

    private static void Record(
        LocustUser user, string type, string name, TimeSpan elapsed, HttpError error, FastHttpResponse response)
    {
        if (error == HttpError.Canceled && user.Stopping.IsCancellationRequested)
        {
            // We gave it up: neither the target's success nor its failure.
            return;
        }

        if (error != HttpError.None)
        {
            user.RecordFailure(type, name, elapsed, error.ToText());
        }
        else if (response.StatusCode < 400)
        {
            user.RecordSuccess(type, name, elapsed, response.BodyLength);
        }
        else
        {
            user.RecordFailure(type, name, elapsed, TextOf(response.StatusCode), response.BodyLength);
        }
    }

    private static string TypeOf(ReadOnlySpan<byte> method) => method switch
    {
        _ when method.SequenceEqual("GET"u8) => "GET",
        _ when method.SequenceEqual("POST"u8) => "POST",
        _ when method.SequenceEqual("PUT"u8) => "PUT",
        _ when method.SequenceEqual("DELETE"u8) => "DELETE",
        _ when method.SequenceEqual("PATCH"u8) => "PATCH",
        _ when method.SequenceEqual("HEAD"u8) => "HEAD",
        _ => Encoding.ASCII.GetString(method),
    };

    private static string TextOf(int status)
    {
        int index = Math.Min(status, StatusMax);
        return Volatile.Read(ref s_statusTexts[index]) ?? Make(index);

        static string Make(int index) =>
            s_statusTexts[index] = string.Create(CultureInfo.InvariantCulture, $"HTTP {index}");
    }
}
