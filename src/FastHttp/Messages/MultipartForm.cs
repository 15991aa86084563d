using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Http1;

namespace FastHttp;

/// <summary>
/// A form of parts, <c>multipart/form-data</c> (RFC 7578): texts, bytes, files and streams, in their order. Belongs to
/// its caller; must not change while it is sent. Not thread-safe. Names and file names are written as browsers do it:
/// UTF-8, with quotes and line ends percent-encoded (WHATWG HTML, multipart form data).
/// </summary>
public sealed class MultipartForm
{
    private const int ReadBytes = 8 * 1024;

    private readonly List<Part> _parts = [];
    private readonly byte[] _delimiter;

    /// <summary>Makes an empty form.</summary>
    /// <param name="boundary">What separates the parts, and therefore may not occur in one; null for 32 random digits.
    /// </param>
    /// <exception cref="ArgumentException">The boundary has more than 70 characters, or others than letters, digits and
    /// <c>'+_-.</c> (RFC 2046 §5.1.1).</exception>
    public MultipartForm(string? boundary = null)
    {
        Boundary = boundary ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
        RequestSyntax.CheckBoundary(Boundary);
        _delimiter = RequestSyntax.ToAscii($"--{Boundary}\r\n");
    }

    /// <summary>What separates the parts.</summary>
    public string Boundary { get; }

    /// <summary>The value of the Content-Type field that goes with the form.</summary>
    public string ContentType => $"multipart/form-data; boundary={Boundary}";

    /// <summary>Bytes of the whole form; -1 if the length of a stream is not known.</summary>
    public long Length
    {
        get
        {
            // The last delimiter has two hyphens more.
            long length = _delimiter.Length + 2;
            foreach (Part part in _parts)
            {
                if (part.Length < 0)
                {
                    return -1;
                }

                length += _delimiter.Length + part.Head.Length + part.Length + 2;
            }

            return length;
        }
    }

    /// <summary>Adds a text field.</summary>
    public void AddField(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(name, null, null, Encoding.UTF8.GetBytes(value), null, 0);
    }

    /// <summary>Adds bytes as a file.</summary>
    /// <param name="name">Of the field.</param>
    /// <param name="fileName">As the server is told; no path.</param>
    /// <param name="content">Not copied: must stay unchanged until the form has been sent.</param>
    /// <param name="contentType">Media type; null for <c>application/octet-stream</c>.</param>
    public void AddFile(string name, string fileName, ReadOnlyMemory<byte> content, string? contentType = null)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        Add(name, fileName, contentType, content, null, content.Length);
    }

    /// <summary>Adds a stream as a file. It is read from where it stands, once, while the form is sent, and not
    /// disposed.</summary>
    /// <param name="name">Of the field.</param>
    /// <param name="fileName">As the server is told; no path.</param>
    /// <param name="content">Read on the loop of the connection as long as its reads end at once, else where they
    /// end.</param>
    /// <param name="contentType">Media type; null for <c>application/octet-stream</c>.</param>
    /// <param name="length">Bytes that will be read; -1 for those that a seekable stream has left, and else unknown:
    /// then the form is sent chunked. Another number than told fails the exchange.</param>
    public void AddFile(string name, string fileName, Stream content, string? contentType = null, long length = -1)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, -1);
        length = length < 0 && content.CanSeek ? content.Length - content.Position : length;
        Add(name, fileName, contentType, default, content, length);
    }

    /// <summary>Writes a form that has no stream, at once.</summary>
    /// <exception cref="InvalidOperationException">A part is a stream: see <see cref="WriteAsync"/>.</exception>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (Part part in _parts)
        {
            if (part.Stream is not null)
            {
                throw new InvalidOperationException("A part of the form is a stream; give its bytes, or WriteAsync.");
            }

            WriteHead(part, output);
            output.Write(part.Content.Span);
            output.Write("\r\n"u8);
        }

        WriteEnd(output);
    }

    /// <summary>Writes the form; flushes as the output fills.</summary>
    /// <exception cref="InvalidOperationException">A stream has another length than was told.</exception>
    public async ValueTask WriteAsync(PipeWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (Part part in _parts)
        {
            WriteHead(part, output);
            if (part.Stream is null)
            {
                await output.WriteAsync(part.Content, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await CopyAsync(part, output, cancellationToken).ConfigureAwait(false);
            }

            output.Write("\r\n"u8);
        }

        WriteEnd(output);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask CopyAsync(Part part, PipeWriter output, CancellationToken cancellationToken)
    {
        long copied = 0;
        int read;
        do
        {
            read = await part.Stream!.ReadAsync(output.GetMemory(ReadBytes), cancellationToken).ConfigureAwait(false);
            copied += read;
            if (part.Length >= 0 && (copied > part.Length || (read == 0 && copied < part.Length)))
            {
                throw new InvalidOperationException("A part of the form has another length than was told.");
            }

            output.Advance(read);
            FlushResult flush = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted || flush.IsCanceled)
            {
                return;
            }
        }
        while (read != 0);
    }

    private static string Escape(string name) => name
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private void WriteHead(in Part part, IBufferWriter<byte> output)
    {
        output.Write(_delimiter);
        output.Write(part.Head);
    }

    private void WriteEnd(IBufferWriter<byte> output)
    {
        output.Write(_delimiter.AsSpan(0, _delimiter.Length - 2));
        output.Write("--\r\n"u8);
    }

    private void Add(
        string name, string? fileName, string? contentType, ReadOnlyMemory<byte> content, Stream? stream, long length)
    {
        ArgumentNullException.ThrowIfNull(name);
        StringBuilder head = new("Content-Disposition: form-data; name=\"");
        head.Append(Escape(name)).Append('"');
        if (fileName is not null)
        {
            contentType ??= "application/octet-stream";
            RequestSyntax.CheckValue(Encoding.UTF8.GetBytes(contentType));
            head.Append("; filename=\"").Append(Escape(fileName)).Append("\"\r\nContent-Type: ").Append(contentType);
        }

        head.Append("\r\n\r\n");
        long bytes = stream is null ? content.Length : length;
        _parts.Add(new Part(Encoding.UTF8.GetBytes(head.ToString()), content, stream, bytes));
    }

    private readonly record struct Part(byte[] Head, ReadOnlyMemory<byte> Content, Stream? Stream, long Length);
}
