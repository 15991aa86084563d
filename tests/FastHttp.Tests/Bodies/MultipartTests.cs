using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Bodies;

/// <summary>Forms of parts: byte-exact, with and without a known length, and against what a server library reads.
/// </summary>
public class MultipartTests
{
    private readonly ScriptedPeer _peer = new();

    [Fact]
    public async Task A_form_is_written_as_RFC_7578_says()
    {
        MultipartForm form = new("XX");
        form.AddField("caf\u00e9", "v\u00e9");
        form.AddFile("f\"1\r\n", "a b.txt", "bytes"u8.ToArray(), "text/plain");
        using MemoryStream stream = new("?from stream"u8.ToArray());
        stream.Position = 1;
        form.AddFile("s", "s.bin", stream);
        const string Expected =
            "--XX\r\nContent-Disposition: form-data; name=\"caf\u00e9\"\r\n\r\nv\u00e9\r\n"
            + "--XX\r\nContent-Disposition: form-data; name=\"f%221%0D%0A\"; filename=\"a b.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nbytes\r\n"
            + "--XX\r\nContent-Disposition: form-data; name=\"s\"; filename=\"s.bin\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\nfrom stream\r\n--XX--\r\n";
        Assert.Equal(Encoding.UTF8.GetByteCount(Expected), form.Length);
        using MemoryStream output = new();
        PipeWriter writer = PipeWriter.Create(output);
        await form.WriteAsync(writer);
        await writer.CompleteAsync();
        Assert.Equal(Expected, Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task A_form_in_memory_is_written_at_once()
    {
        MultipartForm form = new("XX");
        form.AddField("a", "1");
        form.AddFile("f", "a.txt", "bytes"u8.ToArray(), "text/plain");
        using MemoryStream expected = new();
        await form.WriteAsync(PipeWriter.Create(expected));
        ArrayBufferWriter<byte> output = new();
        form.WriteTo(output);
        Assert.Equal(expected.ToArray(), output.WrittenSpan.ToArray());
        Assert.Equal("multipart/form-data; boundary=XX", form.ContentType);

        form.AddFile("s", "s.bin", expected);
        Assert.Throws<InvalidOperationException>(() => form.WriteTo(output));
    }

    [Fact]
    public async Task An_empty_form_is_an_end_only()
    {
        MultipartForm form = new("XX");
        using MemoryStream output = new();
        await form.WriteAsync(PipeWriter.Create(output));
        Assert.Equal("--XX--\r\n", Encoding.ASCII.GetString(output.ToArray()));
        Assert.Equal(8, form.Length);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_form_is_sent_with_its_length_or_in_chunks(bool isKnown)
    {
        byte[] bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        using MemoryStream content = new(bytes);
        using Stream stream = isKnown ? content : new Unseekable(content);
        MultipartForm form = new();
        form.AddFile("f", "f.bin", stream);
        using FastHttpRequest request = Post(form);
        using FastHttpResponse response = FastHttpResponse.Rent();
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        ValueTask<HttpError> call = connection.SendNoThrowAsync(request, response);
        _peer.Connection!.TrySend("HTTP/1.1 204 No Content\r\n\r\n"u8);
        Assert.Equal(HttpError.None, call.Result);
        Assert.True(connection.IsOpen);

        string head = Encoding.Latin1.GetString(_peer.Received).Split("\r\n\r\n")[0];
        Assert.Contains($"Content-Type: multipart/form-data; boundary={form.Boundary}", head, StringComparison.Ordinal);
        Assert.Contains(
            isKnown ? $"Content-Length: {form.Length}" : "Transfer-Encoding: chunked", head, StringComparison.Ordinal);
        if (isKnown)
        {
            Assert.Equal(form.Length, _peer.Received.Length - head.Length - 4);
            Assert.True(_peer.Received.AsSpan().IndexOf(bytes) > 0);
        }
    }

    [Theory, InlineData(9), InlineData(11)]
    public void R13_a_stream_of_another_length_than_told_fails_the_exchange(int actual)
    {
        using Stream stream = new Unseekable(new MemoryStream(new byte[actual]));
        MultipartForm form = new();
        form.AddFile("f", "f.bin", stream, length: 10);
        using FastHttpRequest request = Post(form);
        HttpConnection connection = TestConnection.Open(_peer.Loop);
        Assert.Equal(HttpError.RequestBodyFailed, connection.SendNoThrowAsync(request, null).Result);
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public async Task It_is_what_the_runtime_writes_byte_for_byte()
    {
        using MultipartFormDataContent theirs = new("bound");
        using StringContent text = new("value");
        text.Headers.ContentType = null;
        theirs.Add(text, "\"name\"");
        MultipartForm ours = new("bound");
        ours.AddField("name", "value");
        using MemoryStream output = new();
        await ours.WriteAsync(PipeWriter.Create(output));
        Assert.Equal(await theirs.ReadAsByteArrayAsync(), output.ToArray());
    }

    [Theory, InlineData(""), InlineData("a b"), InlineData("a\r\nb"), InlineData("\"")]
    public void A_boundary_injects_nothing(string boundary) =>
        Assert.Throws<ArgumentException>(() => new MultipartForm(boundary));

    [Fact]
    public void A_boundary_has_70_characters_at_most()
    {
        string longest = new('b', 70);
        Assert.Equal(longest, new MultipartForm(longest).Boundary);
        Assert.Throws<ArgumentException>(() => new MultipartForm(longest + "b"));
    }

    [Fact]
    public void Boundaries_differ_and_media_types_inject_nothing()
    {
        Assert.NotEqual(new MultipartForm().Boundary, new MultipartForm().Boundary);
        Assert.Throws<ArgumentException>(
            () => new MultipartForm().AddFile("a", "b", default(ReadOnlyMemory<byte>), "text/plain\r\nX: y"));
        Assert.Throws<ArgumentException>(() => new MultipartForm(string.Concat(Enumerable.Repeat('a', 71))));
    }

    private static FastHttpRequest Post(MultipartForm form)
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.Method = "POST"u8;
        request.SetUri("http://peer/"u8);
        request.SetMultipart(form);
        return request;
    }

    private sealed class Unseekable(MemoryStream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(inner.Read(buffer.Span));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
