using System;
using System.Threading.Tasks;
using FastHttp.Load.Scenarios;

namespace FastHttp.Load;

/// <summary>
/// A user of a load test, as its own code sees it: sends, waits, checks. It does one thing at a time. Its code runs on
/// the thread of its connections and must not block it; what it awaits besides may go on elsewhere, and its next
/// request brings it back.
/// </summary>
/// <remarks>
/// A request that gets no answer returns too; <see cref="LoadResponse.Error"/> says why. What is awaited when the test
/// ends throws <see cref="OperationCanceledException"/>; what the user does after that never completes.
/// </remarks>
public sealed class LoadUser
{
    private readonly UserFlow _flow;

    internal LoadUser(UserFlow flow, int id)
    {
        _flow = flow;
        Id = id;
    }

    /// <summary>The number of the user within the test, from 1.</summary>
    public int Id { get; }

    /// <summary>Which of its iterations this is, from 1.</summary>
    public int Iteration => _flow.Iteration;

    /// <summary>Draws the same numbers for the same user and <see cref="LoadOptions.Seed"/>.</summary>
    public Random Random => _flow.Random;

    /// <summary>Sends a GET request.</summary>
    /// <param name="path">Path and query, encoded as they are sent; or a whole URL on the test's target.</param>
    /// <param name="options">What else the request has; null for nothing.</param>
    /// <exception cref="ArgumentException">The path, or a header field, cannot be sent.</exception>
    /// <exception cref="InvalidOperationException">The user is doing something else.</exception>
    public ValueTask<LoadResponse> GetAsync(string path, LoadCallOptions? options = null) =>
        _flow.SendAsync(new LoadCall("GET", path, default, options));

    /// <summary>Sends a HEAD request.</summary>
    /// <inheritdoc cref="GetAsync" path="/param|/exception"/>
    public ValueTask<LoadResponse> HeadAsync(string path, LoadCallOptions? options = null) =>
        _flow.SendAsync(new LoadCall("HEAD", path, default, options));

    /// <summary>Sends a DELETE request.</summary>
    /// <inheritdoc cref="GetAsync" path="/param|/exception"/>
    public ValueTask<LoadResponse> DeleteAsync(string path, LoadCallOptions? options = null) =>
        _flow.SendAsync(new LoadCall("DELETE", path, default, options));

    /// <summary>Sends a POST request.</summary>
    /// <inheritdoc cref="RequestAsync" path="/param|/exception"/>
    public ValueTask<LoadResponse> PostAsync(string path, LoadBody body = default, LoadCallOptions? options = null) =>
        _flow.SendAsync(new LoadCall("POST", path, body, options));

    /// <summary>Sends a PUT request.</summary>
    /// <inheritdoc cref="RequestAsync" path="/param|/exception"/>
    public ValueTask<LoadResponse> PutAsync(string path, LoadBody body = default, LoadCallOptions? options = null) =>
        _flow.SendAsync(new LoadCall("PUT", path, body, options));

    /// <summary>Sends a PATCH request.</summary>
    /// <inheritdoc cref="RequestAsync" path="/param|/exception"/>
    public ValueTask<LoadResponse> PatchAsync(string path, LoadBody body = default, LoadCallOptions? options = null) =>
        _flow.SendAsync(new LoadCall("PATCH", path, body, options));

    /// <summary>Sends a request with any method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query, encoded as they are sent; or a whole URL on the test's target.</param>
    /// <param name="body">The body; the default for none.</param>
    /// <param name="options">What else the request has; null for nothing.</param>
    /// <exception cref="ArgumentException">The method, the path, or a header field cannot be sent.</exception>
    /// <exception cref="InvalidOperationException">The user is doing something else.</exception>
    public ValueTask<LoadResponse> RequestAsync(
        string method, string path, LoadBody body = default, LoadCallOptions? options = null) =>
        _flow.SendAsync(new LoadCall(method, path, body, options));

    /// <summary>
    /// Sends several requests at once, pipelined on the user's connection, and returns when all are answered. Each is
    /// counted by its own name, with the time from the batch to its answer.
    /// </summary>
    /// <param name="calls">The requests, in the order in which they are sent. Copied.</param>
    /// <remarks>
    /// A connection that breaks, or a time limit, fails those that are not answered yet. Redirects are followed when
    /// all have been answered, one after the other.
    /// </remarks>
    /// <exception cref="ArgumentException">One of them cannot be sent; then none is.</exception>
    /// <exception cref="InvalidOperationException">The user is doing something else.</exception>
    public ValueTask<LoadResponses> BatchAsync(params ReadOnlySpan<LoadCall> calls) => _flow.BatchAsync(calls);

    /// <summary>Waits as a user does who reads or types; blocks no thread.</summary>
    /// <param name="time">How long, or a range from which the time is drawn; <see cref="TimeSpan.MaxValue"/> or
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> to the end of the test.</param>
    /// <exception cref="InvalidOperationException">The user is doing something else.</exception>
    public ValueTask ThinkAsync(TimeRange time) => _flow.ThinkAsync(time);

    /// <summary>Counts whether something held.</summary>
    /// <param name="name">What should hold; checks of one name are counted together.</param>
    /// <param name="condition">Whether it did.</param>
    /// <param name="response">What it is about: the document shows the first that it did not hold for.</param>
    /// <returns><paramref name="condition"/>.</returns>
    public bool Check(string name, bool condition, LoadResponse response = default) =>
        _flow.Check(name, condition, response);

    /// <summary>
    /// Begins a group, which is timed, and whose name stands before those of its requests. It ends when the returned
    /// value is disposed.
    /// </summary>
    public LoadGroup Group(string name) => _flow.BeginGroup(name);
}
