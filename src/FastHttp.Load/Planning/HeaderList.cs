using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// The header fields of the request, from the texts of -H. A mutable builder, used once by the planner.
/// Names are compared exactly, as wrk does: the last of two equal names wins, names that differ in case are both sent.
/// The order on the wire is Host, then the order typed; wrk's order is that of a hash table.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class HeaderList
{
    /// <summary>The characters of a token (RFC 9110 §5.6.2): of the name of a field, and of a method.</summary>
    internal const string TokenCharacters =
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> s_token = SearchValues.Create(TokenCharacters);

    private readonly List<RequestHeader> _items = [];
    private readonly List<string> _warnings = [];
    private bool _isHostTyped;

    /// <summary>A list that has nothing but a Host field.</summary>
    public HeaderList(string hostField) => _items.Add(new RequestHeader("Host", hostField));

    internal IReadOnlyList<RequestHeader> Items => _items;

    /// <summary>The same, as options have them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs =>
        [.. _items.Select(item => new KeyValuePair<string, string>(item.Name, item.Value))];

    /// <summary>What was typed: a Host that the URL gave is left out.</summary>
    public IReadOnlyList<RequestHeader> Typed => _isHostTyped ? _items : _items[1..];

    /// <summary>Notes on fields that are odd but no error.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether a text can be the name of a field, or a method.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(s_token);

    /// <summary>Takes the text of one field, <c>Name: value</c>. One without a colon is a warning.</summary>
    public void Add(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            _warnings.Add($"header '{text}' is not sent: it has no colon");
            return;
        }

        // One space after the colon belongs to the syntax, everything else to the value.
        string rest = text[(colon + 1)..];
        RequestHeader header = new(text[..colon], rest.StartsWith(' ') ? rest[1..] : rest);
        if (header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
        {
            // Without a body there is no length; with one, it is known.
            return;
        }

        // RFC 9112 §3.2: a request with two of them has to be refused, so it is one field however it is written.
        bool isHost = header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase);
        header = isHost ? header with { Name = "Host" } : header;
        _isHostTyped |= isHost;
        int same = _items.FindIndex(item => item.Name == header.Name);
        if (same >= 0)
        {
            _items[same] = header;
            return;
        }

        _items.Add(header);
    }

    /// <summary>Adds a field that an option implies, unless one of that name, in any case, is there already.</summary>
    public void AddMissing(string name, string value)
    {
        if (Find(name) < 0)
        {
            _items.Add(new RequestHeader(name, value));
        }
    }

    /// <summary>As <see cref="AddMissing"/>, and says so where the option has no effect.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="option">The option that asks for it.</param>
    /// <param name="typing">The option that gives fields.</param>
    public void AddUnlessTyped(string name, string value, string option, string typing)
    {
        int typed = Find(name);
        if (typed >= 0 && _items[typed].Value != value)
        {
            _warnings.Add($"{option} has no effect: {typing} says '{_items[typed].Name}' already");
        }

        AddMissing(name, value);
    }

    /// <summary>Adds to the list that a field holds, or adds the field.</summary>
    public void Append(string name, string separator, string value)
    {
        int typed = Find(name);
        if (typed < 0)
        {
            _items.Add(new RequestHeader(name, value));
        }
        else
        {
            _items[typed] = _items[typed] with { Value = _items[typed].Value + separator + value };
        }
    }

    /// <summary>
    /// Returns what is wrong with the request that these fields make, in the words with which wrk refuses it before it
    /// starts; null if nothing is. A line break inside a value is how users of wrk send a field twice, so it is let
    /// through.
    /// </summary>
    public string? FindFault()
    {
        for (int index = 0; index < _items.Count; index++)
        {
            RequestHeader item = _items[index];
            int inName = item.Name.AsSpan().IndexOfAnyExcept(s_token);
            int inValue = FirstBadInValue(item.Value);
            if (item.Name.Length == 0 || inName >= 0 || inValue >= 0)
            {
                // Of an empty name, the colon is the character that should not be there.
                int column = item.Name.Length == 0 ? 0 : inName >= 0 ? inName : item.Name.Length + 2 + inValue;
                return $"invalid character in header at {index + 2}:{column + 1}";
            }
        }

        // Chunked coding announces a body that never comes.
        bool isChunked = _items.Any(i => i.Name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase));
        return isChunked ? $"incomplete request at {_items.Count + 3}:1" : null;
    }

    private int Find(string name) =>
        _items.FindIndex(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static int FirstBadInValue(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] < ' ' && text[index] is not ('\t' or '\r' or '\n'))
            {
                return index;
            }
        }

        return -1;
    }
}

/// <summary>One header field of the request, verbatim.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record RequestHeader(string Name, string Value);
