using System;
using System.Collections.Generic;

namespace FastHttp.Load;

/// <summary>
/// What one request of a <see cref="LoadUser"/> has beyond its path. Immutable: made once, it serves all users.
/// </summary>
public sealed record LoadCallOptions
{
    /// <summary>What the request is called in the document; null for its path without the query.</summary>
    public string? Name { get; init; }

    /// <summary>Header fields. One that the test has too replaces it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// The longest that the answer may take; null for <see cref="LoadOptions.Timeout"/>.
    /// <see cref="TimeSpan.MaxValue"/> and <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> are no limit.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Redirects to follow; null for <see cref="LoadOptions.MaxRedirects"/>.</summary>
    public int? MaxRedirects { get; init; }
}
