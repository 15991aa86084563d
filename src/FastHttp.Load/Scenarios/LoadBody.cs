using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastHttp.Load;

/// <summary>
/// The body of a request of a <see cref="LoadUser"/>. Written when the request is made: what it is made from must stay
/// as it is until the call completes, since a redirect may send it again.
/// </summary>
public readonly struct LoadBody
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly object? _content;
    private readonly JsonTypeInfo? _typeInfo;

    private LoadBody(
        string? contentType, ReadOnlyMemory<byte> bytes, object? content = null, JsonTypeInfo? typeInfo = null)
    {
        IsGiven = true;
        ContentType = contentType;
        _bytes = bytes;
        _content = content;
        _typeInfo = typeInfo;
    }

    /// <summary>Whether there is a body, if only an empty one.</summary>
    internal bool IsGiven { get; }

    /// <summary>Its media type; null where only the caller knows.</summary>
    internal string? ContentType { get; }

    /// <summary>Returns bytes as a body. Not copied.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="contentType">What they are; null for no Content-Type.</param>
    public static LoadBody Bytes(ReadOnlyMemory<byte> content, string? contentType = null) => new(contentType, content);

    /// <summary>Returns a text as a body, in UTF-8.</summary>
    /// <param name="content">The text.</param>
    /// <param name="contentType">What it is; null for no Content-Type.</param>
    public static LoadBody Text(string content, string? contentType = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new LoadBody(contentType, default, content);
    }

    /// <summary>Returns an object as a body, in JSON.</summary>
    /// <param name="value">The object.</param>
    /// <param name="typeInfo">How it is written: of a <c>JsonSerializerContext</c>.</param>
    public static LoadBody Json<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new LoadBody("application/json", default, value, typeInfo);
    }

    /// <summary>Returns a form as a body, <c>application/x-www-form-urlencoded</c>.</summary>
    public static LoadBody Form(HttpArguments fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return new LoadBody("application/x-www-form-urlencoded", default, fields);
    }

    /// <inheritdoc cref="Form(HttpArguments)"/>
    public static LoadBody Form(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        HttpArguments arguments = new();
        foreach ((string name, string value) in fields)
        {
            arguments.Add(name, value);
        }

        return Form(arguments);
    }

    /// <summary>Returns a form of parts as a body, <c>multipart/form-data</c>: what uploads files.</summary>
    /// <param name="form">Texts and bytes; streams, which can be read once, are refused when it is sent. Made once, it
    /// serves all users.</param>
    public static LoadBody Multipart(MultipartForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return new LoadBody(form.ContentType, default, form);
    }

    internal void WriteTo(ArrayBufferWriter<byte> output)
    {
        if (_typeInfo is not null)
        {
            using Utf8JsonWriter json = new(output);
            JsonSerializer.Serialize(json, _content, _typeInfo);
            return;
        }

        switch (_content)
        {
            case string text:
                Encoding.UTF8.GetBytes(text, output);
                break;
            case HttpArguments form:
                form.WriteTo(output);
                break;
            case MultipartForm parts:
                parts.WriteTo(output);
                break;
            default:
                output.Write(_bytes.Span);
                break;
        }
    }
}
