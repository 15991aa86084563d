using System;

namespace FastHttp.Tests.Client.Support.Bodies;

/// <summary>What one call of a <see cref="BodyWorld"/> is to do, and what has happened to it so far.</summary>
internal sealed class BodyPlan
{
    private const int LongestBody = 1024 * 1024;
    private const int Offsets = 64 * 1024;

    // Bytes without a pattern, so that a piece of one body is not one of another, nor of another place.
    private static readonly byte[] s_bytes = CreateBytes();

    /// <summary>What the request's body is.</summary>
    internal enum BodySource
    {
        None,
        Memory,
        Produced,
    }

    /// <summary>What a producer does when it is asked to stop.</summary>
    internal enum StopReaction
    {
        // Does not listen; goes on when it likes.
        GoesOn,
        Throws,
        ThrowsItsOwn,
        Returns,
    }

    /// <summary>What the caller does with a streamed body.</summary>
    internal enum ReadingEnd
    {
        ReadsAll,
        Drains,
        Disposes,
    }

    public required int Number { get; init; }

    public string Method { get; private set; } = "GET";

    public BodySource Source { get; private set; }

    /// <summary>Bytes of the request's body.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that the producer writes if the exchange does not stop it.</summary>
    public int ProducedLength { get; private set; }

    public bool IsChunked { get; private set; }

    public bool Expects { get; private set; }

    public bool Streams { get; private set; }

    public bool ThrowsOnFailure { get; private set; }

    public bool SaysClose { get; private set; }

    /// <summary>The caller may cancel it.</summary>
    public bool MayCancel { get; private set; }

    /// <summary>The call's own time, in seconds; 0 for none.</summary>
    public int Timeout { get; private set; }

    public StopReaction OnStop { get; private set; }

    /// <summary>Whether the producer waits for the test between its steps.</summary>
    public bool IsGated { get; private set; }

    /// <summary>Whether the producer passes the token on to its flushes.</summary>
    public bool CancelsFlushes { get; private set; }

    /// <summary>Whether one of the producer's callbacks for the token throws.</summary>
    public bool HasBadCallback { get; private set; }

    /// <summary>The step at which the producer throws; -1 for none.</summary>
    public int FailsAt { get; private set; } = -1;

    public int PieceLength { get; private set; }

    public ReadingEnd Reading { get; private set; }

    /// <summary>Reads after which a body is left.</summary>
    public int ReadsBeforeEnd { get; private set; }

    public bool CancelsReads { get; private set; }

    /// <summary>The time of the loop at which the call began.</summary>
    public double StartedAt { get; set; }

    /// <summary>Why the connection that it was sent on was not open any more; none if it was.</summary>
    public HttpError RefusedBy { get; set; }

    /// <summary>The caller has cancelled it before it ended.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>The peer has ended or reset a connection that it may have been on.</summary>
    public bool MayBreak { get; set; }

    /// <summary>The connection that it was on has ended for a reason that is another call's.</summary>
    public bool IsCut { get; set; }

    /// <summary>Its producer has thrown what was its own.</summary>
    public bool HasProducerFailed { get; set; }

    /// <summary>Its producer has returned, or been thrown out, with another length than was declared.</summary>
    public bool HasMismatched { get; set; }

    /// <summary>Where its last request came.</summary>
    public BodyLine? Line { get; set; }

    /// <summary>The answer to its last request.</summary>
    public BodyAnswer? Answer { get; set; }

    /// <summary>Requests that came.</summary>
    public int Arrivals { get; set; }

    /// <summary>Whether the last request has come to its end.</summary>
    public bool IsReceived { get; set; }

    /// <summary>Whether the last request that came had the expectation.</summary>
    public bool ExpectedLast { get; set; }

    public ReadOnlyMemory<byte> Body => Bytes(Number * 7, ProducedLength);

    /// <summary>Bytes that are those of this number alone.</summary>
    public static ReadOnlyMemory<byte> Bytes(int number, int length) =>
        s_bytes.AsMemory(number % Offsets, length);

    public static BodyPlan Create(Random random, int number, bool mayBeLong, bool mayFail)
    {
        BodyPlan plan = new()
        {
            Number = number,
            Streams = random.Next(2) == 0,
            ThrowsOnFailure = random.Next(8) == 0,
            SaysClose = random.Next(12) == 0,
            MayCancel = mayFail && random.Next(4) == 0,
            Timeout = mayFail && random.Next(16) == 0 ? 7 : 0,
            Reading = (ReadingEnd)random.Next(3),
            ReadsBeforeEnd = random.Next(4),
            CancelsReads = random.Next(4) == 0,
        };
        plan.Source = (BodySource)random.Next(mayBeLong ? 3 : 2);
        if (plan.Source == BodySource.None)
        {
            return plan;
        }

        plan.Method = random.Next(2) == 0 ? "POST" : "PUT";
        plan.Length = random.Next(32) switch
        {
            < 3 => 0,
            < 20 => random.Next(1, 2_000),
            _ when !mayBeLong => random.Next(2_000, 16_000),
            < 31 => random.Next(2_000, 40_000),
            _ => random.Next(40_000, random.Next(4) == 0 ? 1_000_000 : 300_000),
        };
        plan.ProducedLength = plan.Length;
        plan.Expects = random.Next(3) == 0;
        if (plan.Source == BodySource.Produced)
        {
            plan.ChooseProducer(random, mayFail);
        }

        return plan;
    }

    private static byte[] CreateBytes()
    {
        byte[] bytes = new byte[LongestBody + Offsets];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private void ChooseProducer(Random random, bool mayFail)
    {
        IsChunked = random.Next(2) == 0;
        OnStop = (StopReaction)random.Next(4);
        IsGated = random.Next(4) != 0;
        CancelsFlushes = random.Next(2) == 0;
        HasBadCallback = random.Next(16) == 0;
        PieceLength = Math.Max(1, Length / random.Next(1, 5));
        if (mayFail && random.Next(8) == 0)
        {
            FailsAt = random.Next(4);
        }
        else if (mayFail && !IsChunked && Length > 0 && random.Next(16) == 0)
        {
            ProducedLength = random.Next(2) == 0 ? Length - 1 : Length + 1;
        }
    }
}
