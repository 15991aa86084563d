using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;

namespace Soak;

/// <summary>A caller with pooled messages, through any client that takes them.</summary>
/// <param name="send">The client.</param>
/// <param name="isShared">Whether the client pipelines.</param>
/// <param name="endPoint">Where the server is.</param>
/// <param name="tally">Where it is counted.</param>
/// <param name="server">The server.</param>
/// <param name="seed">What is drawn follows from it.</param>
internal sealed class SoakUser(
    Func<FastHttpRequest, FastHttpResponse, ResponseOptions, CancellationToken, ValueTask<HttpError>> send,
    bool isShared,
    HttpEndPoint endPoint,
    SoakTally tally,
    SoakServer server,
    int seed)
    : SoakCaller(tally, server, seed)
{
    private const int MaxDecoded = 2 * SoakRules.MaxBody;

    private FastHttpRequest _request = FastHttpRequest.Rent();
    private FastHttpResponse _response = FastHttpResponse.Rent();
    private int _calls;

    protected override bool IsShared => isShared;

    protected override bool CanAsk(SoakKind kind) => !isShared || SoakRules.CanBePipelined(kind);

    protected override async Task<(HttpError Error, bool IsOwn)> CallAsync(SoakKind kind, long number, int size)
    {
        if (++_calls % 50 == 0)
        {
            End();
            _request = FastHttpRequest.Rent();
            _response = FastHttpResponse.Rent();
        }

        Prepare(kind, number, size);
        using CancellationTokenSource? source = Canceller(kind);
        HttpError error = await send(
            _request,
            _response,
            SoakRules.IsStreamed(kind) ? ResponseOptions.StreamBody : ResponseOptions.None,
            source?.Token ?? default);
        if (error != HttpError.None || _response.StatusCode != SoakRules.Status(kind))
        {
            return (error, false);
        }

        if (SoakRules.IsStreamed(kind))
        {
            return await ReadAsync(kind, number, size);
        }

        if (SoakRules.IsCoded(kind))
        {
            error = _response.DecodeBodyNoThrow(MaxDecoded);
        }

        return (error, _response.BodySpan.Length == size && SoakRules.IsOwn(_response.BodySpan, number, 0));
    }

    protected override void End()
    {
        _request.Dispose();
        _response.Dispose();
    }

    private void Prepare(SoakKind kind, long number, int size)
    {
        _request.Reset();
        string target = string.Create(CultureInfo.InvariantCulture, $"/{kind}/{number}/{size}");
        _request.SetTarget(endPoint, Encoding.ASCII.GetBytes(target));
        if (!SoakRules.HasBody(kind))
        {
            return;
        }

        Memory<byte> body = Bytes.AsMemory(0, Random.Next(Bytes.Length));
        bool waits = kind is SoakKind.Expect or SoakKind.ExpectRefused;
        _request.Method = waits ? "PUT"u8 : "POST"u8;
        _request.ExpectContinue = waits;
        if (kind == SoakKind.Post || waits)
        {
            _request.SetBody(body);
            return;
        }

        _request.SetBodyWriter(
            body,
            static async (rest, output, stop) =>
            {
                while (!rest.IsEmpty)
                {
                    int piece = Math.Min(rest.Length, 7_000);
                    output.Write(rest.Span[..piece]);
                    rest = rest[piece..];
                    await output.FlushAsync(stop);
                }
            },
            kind == SoakKind.Upload ? body.Length : -1);
    }

    private async Task<(HttpError Error, bool IsOwn)> ReadAsync(SoakKind kind, long number, int size)
    {
        int count = 0;
        bool isOwn = true;
        bool leaves = kind == SoakKind.StreamLeft;
        using CancellationTokenSource source = new();
        if (kind == SoakKind.StreamCancel)
        {
            source.CancelAfter(Random.Next(12));
        }

        for (CancellationToken token = source.Token; ;)
        {
            BodyReadResult read = await _response.ReadBodyNoThrowAsync(token);
            if (read.Error == HttpError.Canceled && kind == SoakKind.StreamCancel && token.CanBeCanceled)
            {
                // The reader has changed its mind; nothing is lost by that.
                token = default;
                continue;
            }

            if (read.Error != HttpError.None)
            {
                return (read.Error, false);
            }

            isOwn &= SoakRules.IsOwn(read.Buffer, number, count);
            count += (int)read.Buffer.Length;
            _response.AdvanceBody(read.Buffer.End);
            if (read.IsCompleted)
            {
                return (HttpError.None, isOwn && count == size);
            }

            if (leaves)
            {
                await LeaveAsync();
                return (HttpError.None, isOwn);
            }

            if (Random.Next(4) == 0)
            {
                await Task.Delay(1);
            }
        }
    }

    private async Task LeaveAsync()
    {
        if (Random.Next(2) == 0)
        {
            await _response.DrainBodyAsync();
        }
        else
        {
            _response.Dispose();
            _response = FastHttpResponse.Rent();
        }
    }
}
