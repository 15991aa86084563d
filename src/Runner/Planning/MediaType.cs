using System;
using System.IO;
using System.Text.Json;

namespace Runner.Planning;

// The media type of a body where the user names none: by the file's name, then by the body itself, and else the one
// that curl gives to any body.
internal static class MediaType
{
    private const string Json = "application/json";

    /// <param name="body">The body, with {{columns}} in it as they were typed.</param>
    /// <param name="path">The file that it comes from, or null.</param>
    public static string Of(ReadOnlySpan<byte> body, string? path) =>
        Path.GetExtension(path ?? "").ToUpperInvariant() switch
        {
            ".JSON" => Json,
            ".XML" => "application/xml",
            ".TXT" => "text/plain",
            ".HTML" => "text/html",
            _ => IsJson(body) ? Json : "application/x-www-form-urlencoded",
        };

    // An object or an array; a template of one counts, since only its columns are missing.
    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> text = body.Trim(" \t\r\n"u8);
        if (text is not ([(byte)'{', .., (byte)'}'] or [(byte)'[', .., (byte)']']))
        {
            return false;
        }

        if (text.IndexOf("{{"u8) >= 0 && text.IndexOf("}}"u8) >= 0)
        {
            return !text.StartsWith("{{"u8);
        }

        Utf8JsonReader reader = new(text);
        try
        {
            while (reader.Read())
            {
                // To its end.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
