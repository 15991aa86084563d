using System;

namespace FastHttp.Http1;

/// <summary>Joins a value that was folded over several lines, in place (RFC 9112 §5.2).</summary>
internal static class FoldJoiner
{
    /// <summary>
    /// Replaces each line end, together with the blanks on both sides of it, by one space, or by nothing at the start
    /// of the value.
    /// </summary>
    /// <returns>The length of the joined value.</returns>
    internal static int Join(Span<byte> value)
    {
        int length = 0;
        int index = 0;
        while (index < value.Length)
        {
            byte current = value[index];
            if (current is not (HttpSyntax.Cr or HttpSyntax.Lf))
            {
                value[length++] = current;
                index++;
                continue;
            }

            while (index < value.Length && IsBlankOrLineEnd(value[index]))
            {
                index++;
            }

            while (length > 0 && HttpSyntax.IsBlank(value[length - 1]))
            {
                length--;
            }

            if (length > 0 && index < value.Length)
            {
                value[length++] = HttpSyntax.Sp;
            }
        }

        return length;
    }

    private static bool IsBlankOrLineEnd(byte current) =>
        HttpSyntax.IsBlank(current) || current is HttpSyntax.Cr or HttpSyntax.Lf;
}
