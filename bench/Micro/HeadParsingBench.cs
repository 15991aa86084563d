using System;
using System.ComponentModel;

using BenchmarkDotNet.Attributes;

using FastHttp;
using FastHttp.Http1;

namespace Bench.Micro;

/// <summary>The parser alone: the head that nginx sends with a small answer, from bytes in memory.</summary>
[Description("Response head, 8 fields, parsed")]
public class HeadParsingBench
{
    private readonly HeadRecord _record = new();
    private byte[] _head = [];

    /// <summary>Makes the input and checks what the parser says of it.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _head = """
            HTTP/1.1 200 OK
            Server: nginx/1.22.1
            Date: Mon, 02 Mar 2026 08:00:00 GMT
            Content-Type: application/json; charset=utf-8
            Content-Length: 28
            Connection: keep-alive
            Cache-Control: no-cache, no-store
            ETag: "5e8f-1a2b3c4d"
            X-Request-Id: 0f8fad5bd9cb469fa165


            """u8.ToArray();
        _head = [.. System.Text.Encoding.ASCII.GetBytes(
            System.Text.Encoding.ASCII.GetString(_head).Replace("\n", "\r\n", StringComparison.Ordinal))];
        if (HttpConnection() != _head.Length || _record.StatusCode != 200 || _record.ContentLength != 28
            || _record.Fields.Count != 8)
        {
            throw new InvalidOperationException("The parser does not read the head as it is meant.");
        }
    }

    /// <summary>Ours: status line, field index, framing facts.</summary>
    [Benchmark]
    public int HttpConnection()
    {
        HeadSink sink = new(_record, FastHttpOptions.Default.MaxHeaderCount);
        int position = 0;
        ParseStatus status = ResponseHeadParser.TryRead(_head, ref sink, ref position, out _);
        return status == ParseStatus.Done ? position : -1;
    }
}
