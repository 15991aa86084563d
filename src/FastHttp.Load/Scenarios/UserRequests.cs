using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp.Load.Planning;

namespace FastHttp.Load.Scenarios;

// Makes the requests of the users of one lane: their bytes, and the rows that they are counted in. Lane-owned;
// allocates for a method, a label, or a body that is larger than all before.
internal sealed class UserRequests
{
    // A lane looks up so many labels by itself; whatever comes on top is counted in one row.
    private const int KnownLabels = 1000;
    private const int UsualLabel = 512;

    // What RFC 3986 knows, and more, but no blank and nothing beyond ASCII.
    private static readonly SearchValues<char> s_sendable =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(number => (char)number)]);

    private readonly Dictionary<string, UserMethod> _methods = new(StringComparer.Ordinal);
    private readonly List<(string Method, string Label)> _rows = [];
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly (string Name, byte[] Line)[] _defaults;
    private readonly byte[] _tail;

    // The value of the test's own Cookie field, which those of a user's jar join: there is one field at most (RFC 6265
    // section 5.4).
    private readonly byte[] _cookies;
    private readonly string _base;
    private readonly bool _closes;
    private readonly bool _tellsContentType;
    private int _otherRow = -1;

    public UserRequests(RunPlan plan)
    {
        _base = $"{plan.ParsedUrl.Scheme}://{plan.ParsedUrl.HostField}";
        ILookup<bool, RequestHeader> headers = plan.Headers.ToLookup(header => IsNamed(header, "Cookie"));
        _defaults =
        [
            .. headers[false].Select(header => (
                header.Name, Encoding.UTF8.GetBytes($"{header.Name}: {header.Value}\r\n"))),
        ];
        _cookies = Encoding.UTF8.GetBytes(string.Join("; ", headers[true].Select(header => header.Value)));
        _tellsContentType = plan.Headers.Any(header => IsNamed(header, "Content-Type"));
        _tail = [.. " HTTP/1.1\r\n"u8, .. _defaults.SelectMany(header => header.Line)];
        _closes = plan.Headers.Any(header => RequestBytes.SaysClose(header.Name, header.Value));
    }

    /// <summary>What a row stands for.</summary>
    public (string Method, string Label) NameOf(int row) => _rows[row];

    /// <summary>A method by its name.</summary>
    /// <exception cref="ArgumentException">There can be no such method.</exception>
    public UserMethod MethodOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_methods.TryGetValue(name, out UserMethod? method))
        {
            method = new UserMethod(name);
            _methods.Add(name, method);
        }

        return method;
    }

    /// <summary>The path of a request, without what is not sent.</summary>
    /// <exception cref="ArgumentException">It is none, or is on another server.</exception>
    public ReadOnlySpan<char> PathOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ReadOnlySpan<char> text = path;
        if (text is not ['/', ..])
        {
            text = text.StartsWith(_base, StringComparison.OrdinalIgnoreCase) ? text[_base.Length..] : default;
            if (text is not ['/', ..])
            {
                throw new ArgumentException(
                    $"'{path}' is neither a path that begins with / nor a URL on {_base}; a test loads one server.",
                    nameof(path));
            }
        }

        int fragment = text.IndexOf('#');
        text = fragment < 0 ? text : text[..fragment];
        if (text.ContainsAnyExcept(s_sendable))
        {
            throw new ArgumentException(
                $"'{path}' has a character that cannot be sent as it is; encode it by Uri.EscapeDataString.",
                nameof(path));
        }

        return text;
    }

    /// <summary>The row that a request is counted in.</summary>
    public int RowOf(UserMethod method, ReadOnlySpan<char> path, string? group, LoadCallOptions? options)
    {
        ReadOnlySpan<char> label = options?.Name;
        if (options?.Name is null)
        {
            int query = path.IndexOf('?');
            label = query < 0 ? path : path[..query];
        }

        if (group is null)
        {
            return RowOf(method, label);
        }

        int length = group.Length + 2 + label.Length;
        Span<char> full = length <= UsualLabel ? stackalloc char[UsualLabel] : new char[length];
        group.CopyTo(full);
        ": ".CopyTo(full[group.Length..]);
        label.CopyTo(full[(group.Length + 2)..]);
        return RowOf(method, full[..length]);
    }

    /// <summary>Writes a whole request after what is there.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">What <see cref="PathOf"/> returned.</param>
    /// <param name="cookies">The value of the Cookie field; empty for none.</param>
    /// <param name="body">The body.</param>
    /// <param name="options">What else it has.</param>
    /// <returns>What the reader of the answer has to know.</returns>
    /// <exception cref="ArgumentException">A header field cannot be sent.</exception>
    public RequestTraits Write(
        ArrayBufferWriter<byte> output,
        UserMethod method,
        ReadOnlySpan<char> path,
        ReadOnlySpan<byte> cookies,
        in LoadBody body,
        LoadCallOptions? options)
    {
        output.Write(method.Prefix);
        Append(output, path);
        bool closes = _closes;
        IReadOnlyList<KeyValuePair<string, string>> given = options?.Headers ?? [];
        if (given.Count == 0)
        {
            output.Write(_tail);
        }
        else
        {
            closes = WriteFields(output, given);
        }

        WriteCookies(output, cookies, given);
        WriteBody(output, method, body, given);
        return method.Traits | (closes ? RequestTraits.Close : RequestTraits.None);
    }

    private static bool IsNamed(RequestHeader header, string name) =>
        header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool Has(IReadOnlyList<KeyValuePair<string, string>> fields, string name)
    {
        for (int index = 0; index < fields.Count; index++)
        {
            if (fields[index].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void Append(ArrayBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        int written = Encoding.Latin1.GetBytes(text, output.GetSpan(text.Length));
        output.Advance(written);
    }

    // The given ones first, then those of the test that they do not replace.
    private bool WriteFields(ArrayBufferWriter<byte> output, IReadOnlyList<KeyValuePair<string, string>> given)
    {
        output.Write(" HTTP/1.1\r\n"u8);
        bool closes = false;
        for (int index = 0; index < given.Count; index++)
        {
            (string name, string value) = given[index];
            if (!HeaderList.IsToken(name))
            {
                throw new ArgumentException($"'{name}' is no name of a header.");
            }

            if (value.AsSpan().ContainsAny("\r\n\0"))
            {
                throw new ArgumentException($"The header {name} has a line end in it.");
            }

            closes |= RequestBytes.SaysClose(name, value);
            Append(output, name);
            output.Write(": "u8);
            Encoding.UTF8.GetBytes(value, output);
            output.Write("\r\n"u8);
        }

        foreach ((string name, byte[] line) in _defaults)
        {
            if (!Has(given, name))
            {
                output.Write(line);
                closes |= _closes && name.Equals("Connection", StringComparison.OrdinalIgnoreCase);
            }
        }

        return closes;
    }

    // A Cookie field of the request itself replaces all others.
    private void WriteCookies(
        ArrayBufferWriter<byte> output,
        ReadOnlySpan<byte> kept,
        IReadOnlyList<KeyValuePair<string, string>> given)
    {
        if ((_cookies.Length == 0 && kept.IsEmpty) || Has(given, "Cookie"))
        {
            return;
        }

        output.Write("Cookie: "u8);
        output.Write(_cookies);
        output.Write(_cookies.Length != 0 && !kept.IsEmpty ? "; "u8 : default);
        output.Write(kept);
        output.Write("\r\n"u8);
    }

    private void WriteBody(
        ArrayBufferWriter<byte> output,
        UserMethod method,
        in LoadBody body,
        IReadOnlyList<KeyValuePair<string, string>> given)
    {
        if (!body.IsGiven)
        {
            bool tells = method.SendsLength && !Has(given, "Content-Length") && !Has(given, "Transfer-Encoding");
            output.Write(tells ? "Content-Length: 0\r\n\r\n"u8 : "\r\n"u8);
            return;
        }

        _body.ResetWrittenCount();
        body.WriteTo(_body);
        if (body.ContentType is { } type && !_tellsContentType && !Has(given, "Content-Type"))
        {
            output.Write("Content-Type: "u8);
            Append(output, type);
            output.Write("\r\n"u8);
        }

        if (!Has(given, "Content-Length") && !Has(given, "Transfer-Encoding"))
        {
            output.Write("Content-Length: "u8);
            Span<byte> room = output.GetSpan(16);
            _body.WrittenCount.TryFormat(room, out int digits, default, null);
            output.Advance(digits);
            output.Write("\r\n"u8);
        }

        output.Write("\r\n"u8);
        output.Write(_body.WrittenSpan);
    }

    private int RowOf(UserMethod method, ReadOnlySpan<char> label)
    {
        int row = method.Find(label);
        if (row >= 0)
        {
            return row;
        }

        if (_rows.Count >= KnownLabels && _otherRow >= 0)
        {
            return _otherRow;
        }

        string text = label.ToString();
        row = _rows.Count;
        _rows.Add((method.Name, text));
        method.Add(text, row);
        _otherRow = row;
        return row;
    }
}
