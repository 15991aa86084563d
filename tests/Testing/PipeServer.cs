using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;

namespace Testing;

/// <summary>
/// A server at the other end of pipes, for <see cref="FastHttpOptions.ConnectCallback"/>: keeps who was connected to
/// and what
/// was asked, and gives its answers in order, over however many connections; then 200. Thread-safe.
/// </summary>
public sealed class PipeServer(params string[] answers)
{
    private readonly Lock _lock = new();
    private readonly Queue<string> _answers = new(answers);

    /// <summary>What was connected to.</summary>
    public List<HttpEndPoint> EndPoints { get; } = [];

    /// <summary>The heads that came.</summary>
    public List<string> Heads { get; } = [];

    /// <summary>Connects.</summary>
    public ValueTask<IDuplexPipe> ConnectAsync(HttpEndPoint endPoint, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            EndPoints.Add(endPoint);
        }

        Pipe requests = new();
        Pipe responses = new();
        _ = ServeAsync(requests.Reader.AsStream(), responses.Writer.AsStream());
        return new(new Duplex(responses.Reader, requests.Writer));
    }

    private async Task ServeAsync(Stream requests, Stream responses)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (await requests.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
            if (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                continue;
            }

            string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            lock (_lock)
            {
                Heads.Add(head.ToString());
                answer = _answers.TryDequeue(out string? next) ? next : answer;
            }

            head.Clear();
            await responses.WriteAsync(Encoding.Latin1.GetBytes(answer));
        }

        await responses.DisposeAsync();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
