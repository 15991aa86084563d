using System;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastHttp.Load.Results;

/// <summary>Result documents as files.</summary>
public static class ResultFile
{
    private static readonly JsonTypeInfo<ResultDocument> s_type = new ResultJson(
        new JsonSerializerOptions(ResultJson.Default.Options)
        {
            // The file is no part of a page; what puts it into one has to escape it for that anyway.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }).ResultDocument;

    /// <summary>Writes a document as UTF-8, with a line feed at the end. The stream stays open.</summary>
    public static void Write(Stream stream, ResultDocument document)
    {
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, document, s_type);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>A document as text.</summary>
    public static string ToText(ResultDocument document) => JsonSerializer.Serialize(document, s_type);

    /// <summary>Reads a document. What this version does not know is left out.</summary>
    /// <exception cref="ResultFormatException">It is no result of a run, or of a later format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ResultDocument Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ResultDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(stream, s_type);
        }
        catch (JsonException failure)
        {
            throw new ResultFormatException($"not a result of runner: {failure.Message}", failure);
        }

        return document switch
        {
            null => throw new ResultFormatException("not a result of runner: null"),
            { Schema: ResultDocument.CurrentSchema } => document,
            _ => throw new ResultFormatException(
                $"schema '{document.Schema}' is not {ResultDocument.CurrentSchema}: made by another version of runner"),
        };
    }
}
