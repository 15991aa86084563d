using System;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace FastHttp.Load.Gates;

// Looks at one body after the other, on one thread. Allocates only when a body is longer than all before it.
internal sealed class BodyCheck(Regex? pattern, byte[] literal)
{
    private char[] _text = new char[1024];

    public bool IsMetBy(ReadOnlySpan<byte> body)
    {
        if (pattern is null)
        {
            return body.IndexOf(literal) >= 0;
        }

        // No byte makes more than one character.
        if (_text.Length < body.Length)
        {
            _text = new char[Math.Max(body.Length, _text.Length * 2)];
        }

        Utf8.ToUtf16(body, _text, out _, out int length);
        return pattern.IsMatch(_text.AsSpan(0, length));
    }
}
