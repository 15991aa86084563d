using System;
using System.Text;

namespace Bench.RoundTrip;

/// <summary>What is asked and what the answer has to be: the same for each client.</summary>
/// <param name="Path">Path on the target.</param>
/// <param name="Body">What is posted; null for a GET.</param>
/// <param name="ResponseLength">Bytes of the answer's body.</param>
internal sealed record Exchange(string Path, byte[]? Body, int ResponseLength)
{
    public static Exchange SmallGet { get; } = new("/user/123", null, 28);

    public static Exchange Chunked { get; } = new("/chunked/102400", null, 100 * 1024);

    public static Exchange Post { get; } = new("/status/200", new byte[1024], 0);

    /// <summary>The request as FastHttp and HttpClient both send it: no field but Host and Content-Length.</summary>
    public byte[] Serialize(string authority)
    {
        string line = Body is null ? "GET" : "POST";
        string length = Body is null ? string.Empty : $"Content-Length: {Body.Length}\r\n";
        string head = $"{line} {Path} HTTP/1.1\r\nHost: {authority}\r\n{length}\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. Body ?? []];
    }

    /// <summary>Throws unless an answer is the one that is to be timed.</summary>
    public void Verify(string client, long length)
    {
        if (length != ResponseLength)
        {
            throw new InvalidOperationException($"{client} got {length} bytes from {Path}, not {ResponseLength}.");
        }
    }
}
