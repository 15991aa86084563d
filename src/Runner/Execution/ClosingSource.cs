using System;
using System.Net;
using FastHttp;
using Runner.Recording;

namespace Runner.Execution;

// Gives up each connection after so many requests: the last one of each says "Connection: close". Wraps the source that
// makes the requests, which come one at a time. Lives on the lane's loop.
internal sealed class ClosingSource(RequestSource inner, int requestsPerConnection, int users) : RequestSource
{
    private static readonly byte[] s_field = "Connection: close\r\n"u8.ToArray();

    private readonly int[] _sent = new int[users];
    private readonly BatchTraits _keep = new(users);
    private byte[] _buffer = new byte[4096];

    public override bool WantsResponses => inner.WantsResponses;

    public override bool ReadsResponses => inner.ReadsResponses;

    public override bool IsComputed => inner.IsComputed;

    public override EndPoint? Address => inner.Address;

    public override bool StopRequested => inner.StopRequested;

    public override string? Failure => inner.Failure;

    public override EntryRecorder[] Recorders => inner.Recorders;

    public override void Start(long measureFrom)
    {
        base.Start(measureFrom);
        inner.Start(measureFrom);
    }

    public override void OnConnected(int user) => _sent[user] = 0;

    public override bool TryNext(int user, out RequestBatch batch)
    {
        if (!inner.TryNext(user, out batch) || ++_sent[user] < requestsPerConnection)
        {
            return batch.Traits.Length != 0;
        }

        int lineEnd = batch.Bytes.IndexOf((byte)'\n') + 1;
        int length = batch.Bytes.Length + s_field.Length;
        if (length > _buffer.Length)
        {
            _buffer = new byte[length * 2];
        }

        batch.Bytes[..lineEnd].CopyTo(_buffer);
        s_field.CopyTo(_buffer.AsSpan(lineEnd));
        batch.Bytes[lineEnd..].CopyTo(_buffer.AsSpan(lineEnd + s_field.Length));
        RequestTraits traits = batch.Traits.Span[0] | RequestTraits.Close;
        batch = new RequestBatch(_buffer.AsSpan(0, length), _keep.Keep(user, [traits]));
        return true;
    }

    public override int NextDelayMs(int user) => inner.NextDelayMs(user);

    public override bool OnResponse(int user, HttpResponse response) => inner.OnResponse(user, response);

    public override void Dispose()
    {
        inner.Dispose();
        base.Dispose();
    }
}
