using System;
using System.Buffers;
using System.ComponentModel;
using System.Text;

using BenchmarkDotNet.Attributes;

using FastHttp;

namespace Bench.Micro;

/// <summary>The writer alone: a pooled message is filled anew, checked and serialised into memory.</summary>
[Description("Request with 3 fields, made and written")]
public class RequestWritingBench
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly HttpEndPoint _endPoint = HttpEndPoint.Http("localhost", 8080);

    /// <summary>Checks what is written.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        const string Expected = "GET /user/123 HTTP/1.1\r\nHost: localhost:8080\r\n"
            + "Accept: application/json\r\nUser-Agent: bench\r\nX-Request-Id: 0f8fad5b\r\n\r\n";
        HttpConnection();
        string written = Encoding.ASCII.GetString(_output.WrittenSpan);
        if (written != Expected)
        {
            throw new InvalidOperationException("The writer wrote something else than was meant:\n" + written);
        }
    }

    /// <summary>Ours.</summary>
    [Benchmark]
    public int HttpConnection()
    {
        _output.ResetWrittenCount();
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(_endPoint, "/user/123"u8);
        request.Headers.Add("Accept"u8, "application/json"u8);
        request.Headers.Add("User-Agent"u8, "bench"u8);
        request.Headers.Add("X-Request-Id"u8, "0f8fad5b"u8);

        // As a connection does with a body that is short and in memory, or none.
        _output.Write(request.SerializeMessage());
        return _output.WrittenCount;
    }
}
