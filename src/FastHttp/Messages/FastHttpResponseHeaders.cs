using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using FastHttp.Http1;

namespace FastHttp;

/// <summary>
/// The field lines of a response or its trailers, in wire order. A view: copying it copies a reference, reading it
/// allocates nothing. Valid until the response is returned, reset or used in the next exchange; then it throws
/// ObjectDisposedException.
/// </summary>
public readonly struct FastHttpResponseHeaders
{
    private readonly FastHttpResponse _response;
    private readonly bool _isTrailer;
    private readonly int _generation;

    internal FastHttpResponseHeaders(FastHttpResponse response, bool isTrailer)
    {
        _response = response;
        _isTrailer = isTrailer;
        _generation = response.Generation;
    }

    /// <summary>How many field lines there are.</summary>
    public int Count => Entries.Length;

    private ReadOnlySpan<FieldEntry> Entries
    {
        get
        {
            _response.CheckGeneration(_generation);
            return _response.GetEntries(_isTrailer);
        }
    }

    /// <summary>Finds the first line with a known name, by index and without comparing names.</summary>
    public bool TryGet(KnownHeader name, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly FieldEntry entry in Entries)
        {
            if (entry.Id == name && name != KnownHeader.Unknown)
            {
                value = _response.GetField(in entry, _isTrailer).Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Finds the first line with this name, whatever the case.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        Enumerator lines = GetValues(name);
        bool found = lines.MoveNext();
        value = found ? lines.Current.Value : default;
        return found;
    }

    /// <summary>Finds the first line with this name, whatever the case, as text.</summary>
    /// <param name="name">US-ASCII.</param>
    /// <param name="value">Each byte as the character with its number.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        bool found = TryGet(RequestSyntax.ToAscii(name), out ReadOnlySpan<byte> bytes);
        value = found ? Encoding.Latin1.GetString(bytes) : null;
        return found;
    }

    /// <summary>Enumerates all lines with this name, whatever the case.</summary>
    public Enumerator GetValues(ReadOnlySpan<byte> name) => new(this, name, isFiltered: true);

    /// <summary>Enumerates all lines in wire order.</summary>
    public Enumerator GetEnumerator() => new(this, default, isFiltered: false);

    /// <summary>Walks over field lines. Lives on the stack; must not outlive the response.</summary>
    public ref struct Enumerator
    {
        private readonly FastHttpResponse _response;
        private readonly ReadOnlySpan<FieldEntry> _entries;
        private readonly ReadOnlySpan<byte> _name;
        private readonly bool _isTrailer;
        private readonly bool _isFiltered;
        private int _index;

        internal Enumerator(FastHttpResponseHeaders headers, ReadOnlySpan<byte> name, bool isFiltered)
        {
            _response = headers._response;
            _entries = headers.Entries;
            _isTrailer = headers._isTrailer;
            _name = name;
            _isFiltered = isFiltered;
            _index = -1;
        }

        /// <summary>The current line.</summary>
        public readonly HttpField Current => _response.GetField(in _entries[_index], _isTrailer);

        /// <summary>Moves to the next line.</summary>
        public bool MoveNext()
        {
            while (++_index < _entries.Length)
            {
                if (!_isFiltered || Ascii.EqualsIgnoreCase(Current.Name, _name))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Lets <see cref="GetValues"/> stand in a foreach.</summary>
        public readonly Enumerator GetEnumerator() => this;
    }
}
