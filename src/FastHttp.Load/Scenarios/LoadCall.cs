namespace FastHttp.Load;

/// <summary>A request of a <see cref="LoadUser"/>, as <see cref="LoadUser.BatchAsync"/> takes it. Immutable.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query, encoded as they are sent; or a whole URL on the test's target.</param>
/// <param name="Body">The body; the default for none.</param>
/// <param name="Options">What else the request has; null for nothing.</param>
public readonly record struct LoadCall(
    string Method, string Path, LoadBody Body = default, LoadCallOptions? Options = null)
{
    /// <summary>Returns a GET request.</summary>
    public static LoadCall Get(string path, LoadCallOptions? options = null) => new("GET", path, default, options);

    /// <summary>Returns a POST request.</summary>
    public static LoadCall Post(string path, LoadBody body = default, LoadCallOptions? options = null) =>
        new("POST", path, body, options);
}
