using System;
using System.Buffers;
using System.Buffers.Text;
using FastHttp.Http1;

namespace FastHttp;

/// <summary>Shorter ways to set what requests often have: query, form, cookies, credentials, multipart.</summary>
public sealed partial class FastHttpRequest
{
    private object? _state;

    /// <summary>An object of the caller's that goes with the request; <see cref="Reset"/> forgets it.</summary>
    public object? State
    {
        get
        {
            _lease.ThrowIfReturned();
            return _state;
        }

        set
        {
            _lease.ThrowIfReturned();
            _state = value;
        }
    }

    /// <summary>Replaces the query of the target, from the question mark on, by these pairs. Copied.</summary>
    /// <exception cref="InvalidOperationException">No URI or target is set.</exception>
    public void SetQuery(HttpArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        HeadChanged();
        if (_target.Length == 0)
        {
            throw new InvalidOperationException("Set the URI or the target before its query.");
        }

        int start = Target.IndexOf((byte)'?');
        if (start >= 0)
        {
            _target.Truncate(start);
        }

        if (arguments.Count > 0)
        {
            _target.Append((byte)'?');
            arguments.WriteTo(_target);
        }
    }

    /// <summary>Sets a form as the body, <c>application/x-www-form-urlencoded</c>, and its Content-Type. Copied.
    /// </summary>
    public void SetForm(HttpArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        SetBody(ReadOnlySpan<byte>.Empty);
        arguments.WriteTo(_body);
        Headers.Set("Content-Type"u8, "application/x-www-form-urlencoded"u8);
    }

    /// <summary>
    /// Sets a form of parts as the body, <c>multipart/form-data</c> (RFC 7578), and its Content-Type. It is written
    /// while the request is sent; its length is told where all parts know theirs, else it is sent chunked.
    /// </summary>
    /// <param name="form">Must not change before the exchange has ended. Its streams are read then, once: with any, the
    /// request cannot be sent again.</param>
    public void SetMultipart(MultipartForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        SetBodyWriter(form, static (form, output, stop) => form.WriteAsync(output, stop), form.Length);
        Headers.Set("Content-Type"u8, RequestSyntax.ToAscii(form.ContentType));
    }

    /// <summary>Adds a cookie to the one Cookie line (RFC 6265 §5.4).</summary>
    /// <param name="name">A token.</param>
    /// <param name="value">Visible US-ASCII without a semicolon; blanks may stand inside.</param>
    /// <exception cref="ArgumentException">The pair could not be told from others, or would inject something.
    /// </exception>
    public void AddCookie(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        RequestSyntax.CheckCookie(name, value);
        HeadChanged();
        Headers.TryGet("Cookie"u8, out ReadOnlySpan<byte> others);
        int length = (others.IsEmpty ? 0 : others.Length + 2) + name.Length + 1 + value.Length;
        byte[] line = ArrayPool<byte>.Shared.Rent(length);
        Span<byte> rest = line;
        if (!others.IsEmpty)
        {
            Append(ref rest, others);
            Append(ref rest, "; "u8);
        }

        Append(ref rest, name);
        Append(ref rest, "="u8);
        Append(ref rest, value);
        Headers.Set("Cookie"u8, line.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(line);

        static void Append(ref Span<byte> rest, ReadOnlySpan<byte> text)
        {
            text.CopyTo(rest);
            rest = rest[text.Length..];
        }
    }

    /// <summary>Sets Authorization for a user and a password (RFC 7617). They go in clear text where TLS is not spoken.
    /// </summary>
    /// <param name="user">UTF-8, without a colon.</param>
    /// <param name="password">UTF-8.</param>
    /// <exception cref="ArgumentException">The user has a colon, or one of the two has a control byte.</exception>
    public void SetBasicAuthorization(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        RequestSyntax.CheckCredentials(user, password);
        HeadChanged();
        ReadOnlySpan<byte> scheme = "Basic "u8;
        int length = user.Length + 1 + password.Length;
        byte[] line = ArrayPool<byte>.Shared.Rent(scheme.Length + Base64.GetMaxEncodedToUtf8Length(length));
        scheme.CopyTo(line);
        Span<byte> pair = line.AsSpan(scheme.Length);
        user.CopyTo(pair);
        pair[user.Length] = (byte)':';
        password.CopyTo(pair[(user.Length + 1)..]);
        Base64.EncodeToUtf8InPlace(pair, length, out int encoded);
        Headers.Set("Authorization"u8, line.AsSpan(0, scheme.Length + encoded));

        // It held a password.
        ArrayPool<byte>.Shared.Return(line, clearArray: true);
    }
}
