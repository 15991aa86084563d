using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;

namespace Runner.Planning;

// The fields of a form as a body: URL-encoded, or as parts where a file is among them.
internal static class FormBody
{
    /// <param name="fields">Texts <c>name=value</c> or <c>name=@path</c>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static (byte[] Body, string Type) Make(IReadOnlyList<string> fields)
    {
        (string Name, string Value)[] pairs = [.. fields.Select(Split)];
        using HttpContent content = pairs.Any(pair => pair.Value.StartsWith('@'))
            ? Parts(pairs)
            : new FormUrlEncodedContent(pairs.Select(pair => new KeyValuePair<string, string>(pair.Name, pair.Value)));

        // In memory, so it is there at once.
        byte[] body = content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        return (body, content.Headers.ContentType!.ToString());
    }

    private static MultipartFormDataContent Parts((string Name, string Value)[] pairs)
    {
        (string Name, byte[] Content, string? File)[] parts = [.. pairs.Select(Load)];

        // Repeatable, and the digest of the content cannot be in the content.
        byte[] all = [.. parts.SelectMany(part => part.Content)];
        MultipartFormDataContent form = new("runner-" + Convert.ToHexStringLower(SHA256.HashData(all))[..32]);
        foreach ((string name, byte[] bytes, string? file) in parts)
        {
            ByteArrayContent part = new(bytes);
            if (file is null)
            {
                form.Add(part, $"\"{name}\"");
            }
            else
            {
                part.Headers.ContentType = new("application/octet-stream");
                form.Add(part, $"\"{name}\"", $"\"{file}\"");
                part.Headers.ContentDisposition!.FileNameStar = null;
            }
        }

        return form;
    }

    private static (string Name, byte[] Content, string? File) Load((string Name, string Value) pair) =>
        pair.Value is ['@', .. string path]
            ? (pair.Name, File.ReadAllBytes(path), Path.GetFileName(path))
            : (pair.Name, Encoding.UTF8.GetBytes(pair.Value), null);

    private static (string Name, string Value) Split(string field)
    {
        int equals = field.IndexOf('=', StringComparison.Ordinal);
        return (field[..equals], field[(equals + 1)..]);
    }
}
