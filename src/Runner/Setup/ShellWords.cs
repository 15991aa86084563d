using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Runner.Setup;

// A shell's words: blanks, single and double quotes, backslashes, and bash's $'...'. Nothing is expanded.
internal static class ShellWords
{
    public static List<string> Split(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool isOpen = false;
        for (int index = 0; index < text.Length; index++)
        {
            char c = text[index];
            if (char.IsWhiteSpace(c))
            {
                Close(words, word, ref isOpen);
                continue;
            }

            isOpen = true;
            index = c switch
            {
                '\'' => TakeUntil(text, index + 1, '\'', word),
                '"' => TakeEscaped(text, index + 1, '"', word),
                '$' when index + 1 < text.Length && text[index + 1] == '\'' => TakeAnsi(text, index + 2, word),
                '\\' when index + 1 < text.Length => TakeOne(text, index + 1, word, ref isOpen),
                _ => TakeOne(text, index, word, ref isOpen),
            };
        }

        Close(words, word, ref isOpen);
        return words;
    }

    private static void Close(List<string> words, StringBuilder word, ref bool isOpen)
    {
        if (isOpen)
        {
            words.Add(word.ToString());
        }

        word.Clear();
        isOpen = false;
    }

    // A line that goes on in the next one is one line.
    private static int TakeOne(string text, int index, StringBuilder word, ref bool isOpen)
    {
        if (text[index] == '\n')
        {
            isOpen = word.Length > 0;
        }
        else
        {
            word.Append(text[index]);
        }

        return index;
    }

    private static int TakeUntil(string text, int index, char end, StringBuilder word)
    {
        for (; index < text.Length && text[index] != end; index++)
        {
            word.Append(text[index]);
        }

        return index;
    }

    private static int TakeEscaped(string text, int index, char end, StringBuilder word)
    {
        for (; index < text.Length && text[index] != end; index++)
        {
            bool isEscape = text[index] == '\\' && index + 1 < text.Length
                && "\"\\$`\n".Contains(text[index + 1], StringComparison.Ordinal);
            index += isEscape ? 1 : 0;
            word.Append(text[index]);
        }

        return index;
    }

    private static int TakeAnsi(string text, int index, StringBuilder word)
    {
        for (; index < text.Length && text[index] != '\''; index++)
        {
            if (text[index] != '\\' || index + 1 >= text.Length)
            {
                word.Append(text[index]);
                continue;
            }

            index++;
            int digits = text[index] is 'u' or 'x' ? HexDigits(text, index + 1, text[index] == 'u' ? 4 : 2) : 0;
            if (digits > 0)
            {
                word.Append((char)int.Parse(
                    text.AsSpan(index + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                index += digits;
            }
            else
            {
                word.Append(text[index] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
        }

        return index;
    }

    private static int HexDigits(string text, int index, int most)
    {
        int count = 0;
        while (count < most && index + count < text.Length && char.IsAsciiHexDigit(text[index + count]))
        {
            count++;
        }

        return count;
    }
}
