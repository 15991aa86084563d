using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Scenarios;
using FastHttp.Load.Sources;

namespace FastHttp.Load;

/// <summary>Rows that the users of a test share: accounts, items, texts. Any thread.</summary>
public sealed class LoadFeed<T>
{
    private readonly IReadOnlyList<T> _rows;
    private readonly SharedRows _places;

    /// <summary>Takes the rows.</summary>
    /// <param name="name">What they are called, where the document says that they are used up.</param>
    /// <param name="rows">One at least. Not copied.</param>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public LoadFeed(string name, IReadOnlyList<T> rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(rows);
        _rows = rows.Count > 0 ? rows : throw new ArgumentException("There is no row.", nameof(rows));
        _places = new SharedRows(name, rows.Count);
    }

    /// <summary>How many rows there are.</summary>
    public int Count => _places.Count;

    /// <summary>A row, by its place, from 0.</summary>
    public T this[int index] => _rows[index];

    /// <summary>Returns the next row of all users together, from the first again after the last.</summary>
    public T Next() => _rows[_places.Next()];

    /// <summary>Returns any row: the same for the same user and <see cref="LoadOptions.Seed"/>.</summary>
    public T NextRandom(LoadUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _rows[user.Random.Next(Count)];
    }

    /// <summary>
    /// Returns a row that is returned once. When all are used, it throws, and a user who lets that pass ends for good;
    /// the test ends with its last user, and its document says which rows are used up.
    /// </summary>
    /// <exception cref="InvalidOperationException">All are used.</exception>
    public T NextUnique() =>
        TryNextUnique(out T? row) ? row : throw new FeedUsedUpException(_places.UsedUp!);

    /// <summary>Takes a row that is returned once.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Whether there is one left.</returns>
    public bool TryNextUnique([MaybeNullWhen(false)] out T row)
    {
        int next = _places.NextUnique();
        row = next >= 0 ? _rows[next] : default;
        return next >= 0;
    }
}
