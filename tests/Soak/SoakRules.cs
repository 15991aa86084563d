using System;
using System.Buffers;
using FastHttp;

namespace Soak;

/// <summary>What is asked for, what each kind may end with, and whose a body is.</summary>
internal static class SoakRules
{
    /// <summary>Bytes of the longest body that is not read while it comes.</summary>
    public const int MaxBody = 30_000;

    private const int MaxStreamedBody = 300_000;

    // Of a hundred calls about eighty-five are in order.
    private static readonly SoakKind[] s_good = Array.FindAll(
        Enum.GetValues<SoakKind>(), static kind => kind < SoakKind.Cancel);

    private static readonly SoakKind[] s_faults = Array.FindAll(
        Enum.GetValues<SoakKind>(), static kind => kind >= SoakKind.Cancel);

    /// <summary>Draws a kind.</summary>
    public static SoakKind Draw(Random random)
    {
        SoakKind[] kinds = random.Next(100) < 85 ? s_good : s_faults;
        SoakKind kind = kinds[random.Next(kinds.Length)];

        // Stalls hold a connection for as long as the deadline; there are to be few of them.
        return kind is SoakKind.StallBody or SoakKind.StallHead && random.Next(4) != 0 ? SoakKind.Fixed : kind;
    }

    /// <summary>Draws the length of the body that is to come back.</summary>
    public static int DrawSize(SoakKind kind, Random random) => 1 + (
        kind is SoakKind.Stream or SoakKind.StreamLeft && random.Next(3) == 0 ? random.Next(MaxStreamedBody)
        : random.Next(8) == 0 ? random.Next(MaxBody)
        : random.Next(300));

    /// <summary>Whether a kind can be pipelined, and leaves the responses behind it their own.</summary>
    public static bool CanBePipelined(SoakKind kind) => kind is not (
        SoakKind.Post or SoakKind.Upload or SoakKind.UploadChunked or SoakKind.Expect or SoakKind.ExpectRefused
        or SoakKind.Stream or SoakKind.StreamLeft or SoakKind.StreamCancel or SoakKind.Surplus);

    /// <summary>Whether the request has a body.</summary>
    public static bool HasBody(SoakKind kind) => kind is SoakKind.Post or SoakKind.Upload or SoakKind.UploadChunked
        or SoakKind.Expect or SoakKind.ExpectRefused;

    /// <summary>Whether the body is read while it comes.</summary>
    public static bool IsStreamed(SoakKind kind) =>
        kind is SoakKind.Stream or SoakKind.StreamLeft or SoakKind.StreamCancel;

    /// <summary>Whether the body comes coded.</summary>
    public static bool IsCoded(SoakKind kind) => kind is SoakKind.Gzip or SoakKind.GzipBomb or SoakKind.GzipCut;

    /// <summary>The status of a response in order.</summary>
    public static int Status(SoakKind kind) => kind == SoakKind.ExpectRefused ? 413 : 200;

    /// <summary>
    /// What a kind may end with. A restart of the server may end anything; with a connection that is shared go all
    /// calls on it.
    /// </summary>
    public static bool Allows(SoakKind kind, HttpError error, bool sawRestart, bool isShared) =>
        Expects(kind, error)
        || (sawRestart && error is HttpError.ConnectRefused or HttpError.ConnectFailed or HttpError.TlsFailed
            or HttpError.ConnectionClosed or HttpError.ConnectionReset or HttpError.UnexpectedEof)
        || (isShared && error is HttpError.ConnectionClosed or HttpError.ConnectionReset);

    /// <summary>Whether bytes are those of a body from an index on.</summary>
    public static bool IsOwn(ReadOnlySequence<byte> bytes, long number, int index)
    {
        foreach (ReadOnlyMemory<byte> segment in bytes)
        {
            if (!IsOwn(segment.Span, number, index))
            {
                return false;
            }

            index += segment.Length;
        }

        return true;
    }

    /// <inheritdoc cref="IsOwn(ReadOnlySequence{byte}, long, int)"/>
    public static bool IsOwn(ReadOnlySpan<byte> bytes, long number, int index)
    {
        foreach (byte current in bytes)
        {
            if (current != SoakScript.BodyByte(number, index++))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Expects(SoakKind kind, HttpError error) => kind switch
    {
        // A POST may cross the close of a connection that was idle, and is then not sent again.
        SoakKind.Post or SoakKind.Upload or SoakKind.UploadChunked =>
            error is HttpError.None or HttpError.ConnectionClosed,

        // If the wait for the server was over first, the body meets a server that does not read it.
        SoakKind.ExpectRefused => error is HttpError.None or HttpError.ConnectionClosed or HttpError.ConnectionReset
            or HttpError.UnexpectedEof,
        SoakKind.Cancel => error is HttpError.None or HttpError.Canceled,
        SoakKind.CloseAtOnce or SoakKind.ResetAtOnce => error == HttpError.ConnectionClosed,
        SoakKind.CutHead or SoakKind.CutBody => error == HttpError.UnexpectedEof,

        // A reset may overtake the bytes in front of it.
        SoakKind.ResetBody => error is HttpError.ConnectionReset or HttpError.ConnectionClosed,
        SoakKind.StallHead => error == HttpError.HeadTimeout,
        SoakKind.StallBody => error == HttpError.BodyTimeout,
        SoakKind.Garbage => error == HttpError.InvalidStatusLine,
        SoakKind.GarbageField => error == HttpError.InvalidHeader,
        SoakKind.GarbageChunk => error == HttpError.InvalidChunk,
        SoakKind.TooLarge or SoakKind.GzipBomb => error == HttpError.BodyTooLarge,
        SoakKind.GzipCut => error == HttpError.InvalidContentCoding,
        _ => error == HttpError.None,
    };
}
