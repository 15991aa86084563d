using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace Soak;

/// <summary>
/// The server's part: does to each request what its target asks for, <c>/kind/number/size</c>. Bodies follow from the
/// number, so that an answer that reaches another caller is seen.
/// </summary>
internal sealed class SoakScript
{
    // Many times what the client takes, in a few thousand bytes.
    private static readonly byte[] s_bomb = Gzip(new byte[3_000_000]);

    private static readonly X509Certificate2 s_certificate = TestCertificate.Create("localhost");

    private long _requests;

    /// <summary>Requests that were read whole.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>The byte of a body at an index.</summary>
    public static byte BodyByte(long number, int index) => (byte)('a' + ((number + index) % 26));

    /// <summary>Serves one connection.</summary>
    public async Task ServeAsync(FaultConnection connection)
    {
        while (await connection.ReadHeadAsync() is { } head)
        {
            string[] words = FaultConnection.TargetOf(head).Split('/');
            SoakKind kind = Enum.Parse<SoakKind>(words[1]);
            long number = long.Parse(words[2], CultureInfo.InvariantCulture);
            int size = int.Parse(words[3], CultureInfo.InvariantCulture);
            if (kind == SoakKind.Expect)
            {
                await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            }

            if (kind != SoakKind.ExpectRefused && !await connection.DropBodyAsync(head))
            {
                return;
            }

            Interlocked.Increment(ref _requests);
            if (!await AnswerAsync(connection, kind, number, size))
            {
                return;
            }
        }
    }

    /// <summary>Serves one connection over TLS.</summary>
    public async Task ServeSecuredAsync(FaultConnection connection)
    {
        await using SslStream security = await connection.SecureAsync(s_certificate);
        await ServeAsync(connection);
        await security.ShutdownAsync();
    }

    // False: the connection is to be closed.
    private static async ValueTask<bool> AnswerAsync(FaultConnection connection, SoakKind kind, long number, int size)
    {
        string body = Body(number, size);
        string whole = $"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n{body}";
        switch (kind)
        {
            case SoakKind.Fixed or SoakKind.Cancel or SoakKind.Post or SoakKind.Upload or SoakKind.UploadChunked
                or SoakKind.Expect:
                await connection.SendAsync(whole);
                return true;
            case SoakKind.Chunked:
                await connection.SendAsync(Chunked(body));
                return true;
            case SoakKind.Stream or SoakKind.StreamLeft:
                await connection.SendAsync(number % 2 == 0 ? whole : Chunked(body));
                return true;
            case SoakKind.StreamCancel:
                await PauseAsync(connection, whole);
                return true;
            case SoakKind.Gzip or SoakKind.GzipBomb or SoakKind.GzipCut:
                byte[] coded = kind == SoakKind.GzipBomb ? s_bomb : Gzip(Encoding.ASCII.GetBytes(body));
                coded = kind == SoakKind.GzipCut ? coded[..^9] : coded;
                await connection.SendAsync(
                    $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {coded.Length}\r\n\r\n");
                await connection.SendAsync(coded);
                return true;
            case SoakKind.ExpectRefused:
                await connection.SendAsync(whole.Replace("200 OK", "413 Too Large", StringComparison.Ordinal));
                return false;
            case SoakKind.Interim:
                await connection.SendAsync(
                    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + whole);
                return true;
            case SoakKind.UntilClose:
                await connection.SendAsync("HTTP/1.1 200 OK\r\n\r\n" + body);
                return false;
            case SoakKind.Dribble:
                await DribbleAsync(connection, whole, number);
                return true;
            case SoakKind.CloseAfter:
                await connection.SendAsync(whole);
                return false;
            case SoakKind.Surplus:
                await connection.SendAsync(whole + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray");
                return true;
            case SoakKind.TooLarge:
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + body);
                return true;
            default:
                await MisbehaveAsync(connection, kind, whole, number);
                return false;
        }
    }

    private static async ValueTask MisbehaveAsync(FaultConnection connection, SoakKind kind, string whole, long number)
    {
        int head = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        switch (kind)
        {
            case SoakKind.ResetAtOnce:
                connection.Reset();
                break;
            case SoakKind.CutHead:
                await connection.SendAsync(whole[..(int)(1 + (number % (head - 1)))]);
                break;
            case SoakKind.CutBody:
                await connection.SendAsync(whole[..^1]);
                break;
            case SoakKind.ResetBody:
                await connection.SendAsync(whole[..^1]);
                connection.Reset();
                break;
            case SoakKind.StallHead:
                await connection.SendAsync(whole[..(int)(number % head)]);
                await connection.DrainAsync();
                break;
            case SoakKind.StallBody:
                await connection.SendAsync(whole[..^1]);
                await connection.DrainAsync();
                break;
            case SoakKind.Garbage:
                await connection.SendAsync("SSH-2.0-x" + Body(number, 100) + "\r\n");
                await connection.DrainAsync();
                break;
            case SoakKind.GarbageField:
                await connection.SendAsync("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n");
                await connection.DrainAsync();
                break;
            case SoakKind.GarbageChunk:
                await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n");
                await connection.DrainAsync();
                break;
        }
    }

    private static async ValueTask PauseAsync(FaultConnection connection, string whole)
    {
        int middle = whole.Length - (whole.Length / 4);
        await connection.SendAsync(whole[..middle]);
        await Task.Delay(10);
        await connection.SendAsync(whole[middle..]);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream coded = new();
        using (GZipStream stream = new(coded, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return coded.ToArray();
    }

    private static async ValueTask DribbleAsync(FaultConnection connection, string whole, long number)
    {
        Random random = new((int)number);
        for (int at = 0, pieces = 0; at < whole.Length; pieces++)
        {
            // The rest in one piece, or a long body would dribble for minutes.
            int length = pieces < 20 ? Math.Min(random.Next(1, 8), whole.Length - at) : whole.Length - at;
            await connection.SendAsync(whole.Substring(at, length));
            at += length;
            await Task.Delay(1);
        }
    }

    private static string Chunked(string body)
    {
        StringBuilder text = new("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        const int Piece = 777;
        for (int at = 0; at < body.Length; at += Piece)
        {
            string piece = body.Substring(at, Math.Min(Piece, body.Length - at));
            text.Append(CultureInfo.InvariantCulture, $"{piece.Length:x}\r\n{piece}\r\n");
        }

        return text.Append("0\r\nX-End: yes\r\n\r\n").ToString();
    }

    private static string Body(long number, int size) => string.Create(
        size,
        number,
        static (span, number) =>
        {
            for (int index = 0; index < span.Length; index++)
            {
                span[index] = (char)BodyByte(number, index);
            }
        });
}
