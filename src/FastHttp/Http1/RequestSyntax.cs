using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace FastHttp.Http1;

/// <summary>
/// What may stand in a request (RFC 9112 §3, RFC 9110 §5). Violations are ArgumentExceptions: an injection
/// attempt is refused, not repaired. Messages carry no bytes of the argument.
/// </summary>
internal static class RequestSyntax
{
    // Of the characters of RFC 2046, those that need no quotes in a field value.
    private static readonly SearchValues<char> s_boundary = SearchValues.Create(
        "'+_-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    internal static void CheckMethod(ReadOnlySpan<byte> method)
    {
        if (!HttpSyntax.IsToken(method))
        {
            throw new ArgumentException("A method is a token: letters, digits and some punctuation.", nameof(method));
        }
    }

    /// <summary>The text as bytes; nothing is replaced on the way of a request.</summary>
    /// <exception cref="ArgumentException">It has other characters than ASCII.</exception>
    internal static byte[] ToAscii(string text, [CallerArgumentExpression(nameof(text))] string? parameter = null) =>
        System.Text.Ascii.IsValid(text)
            ? System.Text.Encoding.ASCII.GetBytes(text)
            : throw new ArgumentException("Only ASCII characters can be sent here.", parameter);

    internal static void CheckTarget(ReadOnlySpan<byte> target)
    {
        if (target.ContainsAnyExcept(HttpSyntax.Visible))
        {
            throw new ArgumentException(
                "A request target has visible ASCII bytes only; encode the others.", nameof(target));
        }
    }

    /// <summary>RFC 9112 §3.2: origin form, or the forms that CONNECT, OPTIONS and proxies take.</summary>
    internal static void CheckTargetForm(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target)
    {
        bool isOrigin = target[0] == (byte)'/';
        bool isOther = method.SequenceEqual("CONNECT"u8)
            || (target.SequenceEqual("*"u8) && method.SequenceEqual("OPTIONS"u8))
            || target.IndexOf("://"u8) > 0;
        if (!isOrigin && !isOther)
        {
            throw new ArgumentException("A request target begins with a slash.", nameof(target));
        }
    }

    internal static void CheckName(ReadOnlySpan<byte> name)
    {
        if (!HttpSyntax.IsToken(name))
        {
            throw new ArgumentException("A field name is a token: letters, digits and some punctuation.", nameof(name));
        }
    }

    internal static void CheckValue(ReadOnlySpan<byte> value)
    {
        if (!HttpSyntax.IsFieldText(value))
        {
            throw new ArgumentException("A field value has no control bytes.", nameof(value));
        }
    }

    internal static void CheckHost(ReadOnlySpan<byte> value)
    {
        if (value.ContainsAnyExcept(HttpSyntax.Visible) || value.ContainsAny((byte)',', (byte)'@', (byte)'/'))
        {
            throw new ArgumentException("Host is one authority without user information.", nameof(value));
        }
    }

    internal static void CheckAllowed(KnownHeader id, string parameter)
    {
        switch (id)
        {
            case KnownHeader.TransferEncoding:
                throw new ArgumentException("Transfer-Encoding follows from the body and cannot be set.", parameter);
            case KnownHeader.Trailer or KnownHeader.Upgrade:
                throw new ArgumentException("Trailer and Upgrade are not supported.", parameter);
            default:
                break;
        }
    }

    /// <summary>RFC 6265 §4.1.1, with the blanks and commas that are found in the wild.</summary>
    internal static void CheckCookie(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        CheckName(name);
        if (!Ascii.IsValid(value) || !HttpSyntax.IsFieldText(value) || value.Contains((byte)';'))
        {
            throw new ArgumentException("A cookie's value is US-ASCII without controls and semicolons.", nameof(value));
        }
    }

    /// <summary>RFC 7617 §2.</summary>
    internal static void CheckCredentials(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        if (user.Contains((byte)':') || !HttpSyntax.IsFieldText(user) || !HttpSyntax.IsFieldText(password))
        {
            throw new ArgumentException(
                "A user has no colon, and neither user nor password has control bytes.", nameof(user));
        }
    }

    /// <summary>RFC 2046 §5.1.1, without the blank, which would have to be quoted.</summary>
    internal static void CheckBoundary(string boundary)
    {
        if (boundary.Length is 0 or > 70 || boundary.AsSpan().ContainsAnyExcept(s_boundary))
        {
            throw new ArgumentException("A boundary has 1 to 70 letters, digits, or some of '+_-.", nameof(boundary));
        }
    }

    /// <summary>RFC 9110 §9.2.2.</summary>
    internal static bool IsIdempotent(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("GET"u8) || method.SequenceEqual("HEAD"u8) || method.SequenceEqual("PUT"u8)
        || method.SequenceEqual("DELETE"u8) || method.SequenceEqual("OPTIONS"u8) || method.SequenceEqual("TRACE"u8);

    /// <summary>Whether a missing body is told by a length of 0 (RFC 9110 §8.6).</summary>
    internal static bool AnticipatesBody(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("POST"u8) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("PATCH"u8);
}
