using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using FastHttp.Http1;

namespace FastHttp;

/// <summary>
/// The field lines of a request, in the order in which they were added. A view: copying it copies a reference. After
/// the return of the request it throws ObjectDisposedException. Text that could inject a line or break the framing is
/// refused with an ArgumentException and never repaired.
/// </summary>
/// <remarks>
/// The framing fields are ours: Transfer-Encoding is refused, Content-Length is taken as a declaration that must
/// match the body. Host is sent first. Connection takes <c>close</c>, <c>keep-alive</c> or names of fields, Expect
/// takes <c>100-continue</c>. Trailer and Upgrade are refused, since nothing here would keep what they promise.
/// </remarks>
public readonly struct FastHttpRequestHeaders
{
    private readonly FastHttpRequest _request;
    private readonly int _generation;

    internal FastHttpRequestHeaders(FastHttpRequest request)
    {
        _request = request;
        _generation = request.Generation;
    }

    /// <summary>How many field lines there are, Host and the framing fields left out.</summary>
    public int Count => Live().Fields.Count;

    /// <summary>Replaces all lines with this name by one.</summary>
    /// <param name="name">A token (RFC 9110 §5.6.2). Copied.</param>
    /// <param name="value">Bytes without controls other than HTAB; blanks at the ends are left out. Copied.</param>
    /// <exception cref="ArgumentException">The line is malformed, or its name is not the caller's to set.</exception>
    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> trimmed = Check(name, value, out KnownHeader id);
        if (!_request.Fields.TrySetOwnSlot(id, trimmed, replaces: true, _request))
        {
            _request.Fields.Set(id, name, trimmed);
        }
    }

    /// <summary>Adds a line after those that exist.</summary>
    /// <inheritdoc cref="Set(ReadOnlySpan{byte}, ReadOnlySpan{byte})" path="/param"/>
    /// <inheritdoc cref="Set(ReadOnlySpan{byte}, ReadOnlySpan{byte})" path="/exception"/>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> trimmed = Check(name, value, out KnownHeader id);
        if (!_request.Fields.TrySetOwnSlot(id, trimmed, replaces: false, _request))
        {
            _request.Fields.Add(id, name, trimmed);
        }
    }

    /// <summary>Replaces all lines with this name by one.</summary>
    /// <param name="name">A token (RFC 9110 §5.6.2). Copied.</param>
    /// <param name="value">US-ASCII without controls other than HTAB; blanks at the ends are left out. Copied.</param>
    /// <inheritdoc cref="Set(ReadOnlySpan{byte}, ReadOnlySpan{byte})" path="/exception"/>
    public void Set(string name, string value) => Set(RequestSyntax.ToAscii(name), RequestSyntax.ToAscii(value));

    /// <summary>Adds a line after those that exist.</summary>
    /// <inheritdoc cref="Set(string, string)" path="/param"/>
    /// <inheritdoc cref="Set(string, string)" path="/exception"/>
    public void Add(string name, string value) => Add(RequestSyntax.ToAscii(name), RequestSyntax.ToAscii(value));

    /// <inheritdoc cref="Remove(ReadOnlySpan{byte})"/>
    public bool Remove(string name) => Remove(RequestSyntax.ToAscii(name));

    /// <inheritdoc cref="TryGet(ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        bool found = TryGet(RequestSyntax.ToAscii(name), out ReadOnlySpan<byte> bytes);
        value = found ? Encoding.Latin1.GetString(bytes) : null;
        return found;
    }

    /// <summary>Removes all lines with this name, whatever the case. False if there were none.</summary>
    public bool Remove(ReadOnlySpan<byte> name)
    {
        Live().HeadChanged();
        return _request.Fields.RemoveOwnSlot(KnownHeaders.Identify(name), _request) | _request.Fields.Remove(name);
    }

    /// <summary>Finds the first line with this name, whatever the case.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        Live().Fields.TryGet(name, out value);

    // A view that was kept over the return of its request would change another caller's.
    private FastHttpRequest Live()
    {
        _request.CheckGeneration(_generation);
        return _request;
    }

    private ReadOnlySpan<byte> Check(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out KnownHeader id)
    {
        Live().ThrowIfNotOwned();
        RequestSyntax.CheckName(name);
        RequestSyntax.CheckValue(value);
        id = KnownHeaders.Identify(name);
        RequestSyntax.CheckAllowed(id, nameof(name));
        _request.HeadChanged();
        return HttpSyntax.TrimBlanks(value);
    }
}
