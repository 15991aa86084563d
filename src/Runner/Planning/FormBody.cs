using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using FastHttp;

namespace Runner.Planning;

// The fields of a form as a body: URL-encoded, or as parts where a file is among them.
internal static class FormBody
{
    /// <param name="fields">Texts <c>name=value</c> or <c>name=@path</c>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static (byte[] Body, string Type) Make(IReadOnlyList<string> fields)
    {
        (string Name, string Value)[] pairs = [.. fields.Select(Split)];
        if (pairs.Any(pair => pair.Value.StartsWith('@')))
        {
            return Parts(pairs);
        }

        HttpArguments arguments = new();
        foreach ((string name, string value) in pairs)
        {
            arguments.Add(name, value);
        }

        return (Encoding.ASCII.GetBytes(arguments.ToString()), "application/x-www-form-urlencoded");
    }

    private static (byte[] Body, string Type) Parts((string Name, string Value)[] pairs)
    {
        (string Name, byte[] Content, string? File)[] parts = [.. pairs.Select(Load)];

        // Repeatable, and the digest of the content cannot be in the content.
        byte[] all = [.. parts.SelectMany(part => part.Content)];
        MultipartForm form = new("runner-" + Convert.ToHexStringLower(SHA256.HashData(all))[..32]);
        foreach ((string name, byte[] content, string? file) in parts)
        {
            if (file is null)
            {
                form.AddField(name, Encoding.UTF8.GetString(content));
            }
            else
            {
                form.AddFile(name, file, content);
            }
        }

        ArrayBufferWriter<byte> body = new();
        form.WriteTo(body);
        return (body.WrittenSpan.ToArray(), form.ContentType);
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
