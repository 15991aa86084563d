using System;
using System.Buffers;
using System.Text;

namespace FastHttp.Tests.Client.Support.Bodies;

/// <summary>One answer of a <see cref="BodyWorld"/>'s peer: its bytes, and how many of them have been sent.</summary>
internal sealed class BodyAnswer
{
    private static readonly int[] s_statuses = [200, 200, 200, 200, 200, 204, 302, 304, 404, 413, 417, 503];

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>How its end is told.</summary>
    internal enum EndKind
    {
        Length,
        Chunked,
        UntilClose,
        NoBody,
    }

    public required int Id { get; init; }

    public required BodyPlan Plan { get; init; }

    public int Status { get; private set; }

    public EndKind End { get; private set; }

    /// <summary>Bytes of the body.</summary>
    public int Length { get; private set; }

    public bool SaysClose { get; private set; }

    public bool HasTrailer { get; private set; }

    /// <summary>Whether bytes that the client did not ask for stand after it.</summary>
    public bool HasSurplus { get; set; }

    /// <summary>Whether the final part waits until the request's body has come.</summary>
    public bool IsLate { get; private set; }

    /// <summary>The final part begins here.</summary>
    public int InterimEnd { get; private set; }

    /// <summary>A 100 has been sent from here on; 0 for none.</summary>
    public int ContinueEnd { get; private set; }

    public int HeadEnd { get; private set; }

    /// <summary>Its end, without surplus.</summary>
    public int WholeEnd { get; private set; }

    public int Sent { get; set; }

    /// <summary>The peer has ended the stream behind what was sent.</summary>
    public bool IsEnded { get; set; }

    public bool IsHeadSent => Sent >= HeadEnd;

    /// <summary>Whether its end has been sent.</summary>
    public bool IsWhole => End == EndKind.UntilClose ? IsEnded : Sent >= WholeEnd;

    /// <summary>The body as the caller has to see it; of one that the connection ends, what was sent.</summary>
    public ReadOnlySpan<byte> Body =>
        Content.Span[..(End == EndKind.UntilClose ? Math.Max(0, Sent - HeadEnd) : Length)];

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    private ReadOnlyMemory<byte> Content => BodyPlan.Bytes(Id * 13, Length);

    public static BodyAnswer Create(Random random, BodyPlan plan, int id, bool needsContinue)
    {
        BodyAnswer answer = new()
        {
            Id = id,
            Plan = plan,
            Status = s_statuses[random.Next(s_statuses.Length)],
            End = (EndKind)random.Next(3),
            IsLate = random.Next(3) != 0,
            SaysClose = random.Next(10) == 0,
            HasTrailer = random.Next(4) == 0,
            Length = random.Next(40) switch
            {
                < 8 => 0,
                < 33 => random.Next(1, 3_000),
                < 39 => random.Next(3_000, 30_000),
                _ => random.Next(40_000, 400_000),
            },
        };
        if (answer.Status is 204 or 304)
        {
            answer.End = EndKind.NoBody;
            answer.Length = 0;
        }

        // Surplus is sent with the last byte, and must be delivered with it, or it would be taken for the next answer.
        answer.HasSurplus = answer.End != EndKind.UntilClose && answer.Length < 10_000 && random.Next(12) == 0;
        answer.Write(random, needsContinue);
        return answer;
    }

    private void Write(Random random, bool needsContinue)
    {
        for (int count = random.Next(6) - 3; count > 0; count--)
        {
            Add(random.Next(2) == 0 ? "HTTP/1.1 102 Processing\r\n\r\n" : "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n");
        }

        if (random.Next(Plan.Expects ? 2 : 8) == 0 || (needsContinue && IsLate))
        {
            Add("HTTP/1.1 100 Continue\r\n\r\n");
            ContinueEnd = _bytes.WrittenCount;
        }

        InterimEnd = _bytes.WrittenCount;
        Add($"HTTP/1.1 {Status} Some\r\nX-Answer: {Id}\r\n");
        Add(SaysClose ? "Connection: close\r\n" : "");
        HasTrailer &= End == EndKind.Chunked;
        Add(End switch
        {
            EndKind.Length => $"Content-Length: {Length}\r\n\r\n",
            EndKind.Chunked => "Transfer-Encoding: chunked\r\n\r\n",
            _ => "\r\n",
        });
        HeadEnd = _bytes.WrittenCount;
        if (End == EndKind.Chunked)
        {
            WriteChunks(random);
        }
        else
        {
            _bytes.Write(Content.Span);
        }

        WholeEnd = _bytes.WrittenCount;
        Add(HasSurplus ? "HTTP/1.1 200 OK\r\nX-Answer: 0\r\nContent-Length: 0\r\n\r\n" : "");
    }

    private void WriteChunks(Random random)
    {
        ReadOnlySpan<byte> rest = Content.Span;
        while (!rest.IsEmpty)
        {
            int count = random.Next(3) == 0 ? rest.Length : random.Next(1, rest.Length + 1);
            Add($"{count:x}\r\n");
            _bytes.Write(rest[..count]);
            Add("\r\n");
            rest = rest[count..];
        }

        Add(HasTrailer ? "0\r\nX-End: y\r\n\r\n" : "0\r\n\r\n");
    }

    private void Add(string text) => Encoding.ASCII.GetBytes(text, _bytes);
}
