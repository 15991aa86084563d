using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;

namespace Soak;

/// <summary>
/// One caller: draws a kind, sends, and compares the outcome with what that kind allows. Runs until it is told to stop;
/// one call at a time.
/// </summary>
internal sealed class SoakUser(
    FastHttpClient client, HttpEndPoint endPoint, SoakTally tally, SoakServer server, int seed)
{
    private const int MaxBody = 30_000;

    // Of a hundred calls about eighty-five are in order.
    private static readonly SoakKind[] s_faults = Array.FindAll(
        Enum.GetValues<SoakKind>(), static kind => kind >= SoakKind.Cancel);

    private static readonly SoakKind[] s_good = Array.FindAll(
        Enum.GetValues<SoakKind>(), static kind => kind < SoakKind.Cancel);

    private readonly Random _random = new(seed);
    private byte[] _upload = [];

    public async Task RunAsync(CancellationToken stop)
    {
        HttpRequest request = client.RentRequest();
        HttpResponse response = client.RentResponse();
        for (long count = 0; !stop.IsCancellationRequested; count++)
        {
            if (count % 50 == 49)
            {
                request.Dispose();
                response.Dispose();
                request = client.RentRequest();
                response = client.RentResponse();
            }

            await CallAsync(request, response);
            await Task.Delay(_random.Next(30), CancellationToken.None);
        }

        request.Dispose();
        response.Dispose();
    }

    private async Task CallAsync(HttpRequest request, HttpResponse response)
    {
        SoakKind[] kinds = _random.Next(100) < 85 ? s_good : s_faults;
        SoakKind kind = kinds[_random.Next(kinds.Length)];

        // Stalls hold a connection for as long as the deadline; there are to be few of them.
        kind = kind is SoakKind.StallBody or SoakKind.StallHead && _random.Next(4) != 0 ? SoakKind.Fixed : kind;
        long number = tally.NextNumber();
        int size = 1 + (_random.Next(8) == 0 ? _random.Next(MaxBody) : _random.Next(300));
        Prepare(request, kind, number, size);
        using CancellationTokenSource? source = kind == SoakKind.Cancel ? new() : null;
        int epoch = server.Epoch;
        ValueTask<HttpError> call = client.TrySendAsync(request, response, source?.Token ?? default);
        if (source is not null)
        {
            await Task.Delay(_random.Next(3));
            await source.CancelAsync();
        }

        HttpError error = await call;
        bool sawRestart = epoch != server.Epoch || (epoch & 1) != 0;
        if (!IsAllowed(kind, error, sawRestart))
        {
            tally.Violate($"{kind} {number}: {error}");
        }
        else if (error == HttpError.None && !IsOwn(response, number, size))
        {
            tally.Violate(
                $"{kind} {number}: another's answer ({response.StatusCode}, {response.BodyLength} octets)");
        }

        tally.Count(kind, error);
    }

    private void Prepare(HttpRequest request, SoakKind kind, long number, int size)
    {
        request.Reset();
        string target = string.Create(CultureInfo.InvariantCulture, $"/{kind}/{number}/{size}");
        request.SetTarget(endPoint, Encoding.ASCII.GetBytes(target));
        if (kind is not (SoakKind.Post or SoakKind.Upload))
        {
            return;
        }

        request.Method = "POST"u8;
        int length = _random.Next(2 * MaxBody);
        if (_upload.Length < length)
        {
            _upload = new byte[2 * MaxBody];
        }

        if (kind == SoakKind.Post)
        {
            request.BorrowBody(_upload.AsMemory(0, length));
        }
        else
        {
            request.ProduceBody(_upload.AsMemory(0, length), static async (rest, output, stop) =>
            {
                while (!rest.IsEmpty)
                {
                    int piece = Math.Min(rest.Length, 7_000);
                    output.Write(rest.Span[..piece]);
                    rest = rest[piece..];
                    await output.FlushAsync(stop);
                }
            }, length);
        }
    }

    // What a kind may end with. A restart of the server may end anything.
    private static bool IsAllowed(SoakKind kind, HttpError error, bool sawRestart) =>
        Expects(kind, error)
        || (sawRestart && error is HttpError.ConnectRefused or HttpError.ConnectFailed or HttpError.ConnectionClosed
            or HttpError.ConnectionReset or HttpError.UnexpectedEof);

    private static bool Expects(SoakKind kind, HttpError error) => kind switch
    {
        // A POST may cross the close of a connection that was idle, and is then not sent again.
        SoakKind.Post or SoakKind.Upload => error is HttpError.None or HttpError.ConnectionClosed,
        SoakKind.Cancel => error is HttpError.None or HttpError.Canceled,
        SoakKind.CloseAtOnce or SoakKind.ResetAtOnce => error == HttpError.ConnectionClosed,
        SoakKind.CutHead or SoakKind.CutBody => error == HttpError.UnexpectedEof,

        // A reset may overtake the octets in front of it.
        SoakKind.ResetBody => error is HttpError.ConnectionReset or HttpError.ConnectionClosed,
        SoakKind.StallHead => error == HttpError.HeadTimeout,
        SoakKind.StallBody => error == HttpError.BodyTimeout,
        SoakKind.Garbage => error == HttpError.InvalidStatusLine,
        SoakKind.GarbageField => error == HttpError.InvalidHeader,
        SoakKind.GarbageChunk => error == HttpError.InvalidChunk,
        SoakKind.TooLarge => error == HttpError.BodyTooLarge,
        _ => error == HttpError.None,
    };

    private static bool IsOwn(HttpResponse response, long number, int size)
    {
        ReadOnlySpan<byte> body = response.BodySpan;
        if (response.StatusCode != 200 || body.Length != size)
        {
            return false;
        }

        for (int index = 0; index < body.Length; index++)
        {
            if (body[index] != SoakScript.BodyOctet(number, index))
            {
                return false;
            }
        }

        return true;
    }
}
