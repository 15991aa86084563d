using System;

namespace FastHttp.Load.Sources;

// Gives up each connection after so many requests: the last one of each says "Connection: close". Wraps the source that
// makes the requests, which come one at a time. Lives on the lane's loop.
internal sealed class ClosingSource(RequestSource inner, int requestsPerConnection, int users) : WrappingSource(inner)
{
    private static readonly byte[] s_field = "Connection: close\r\n"u8.ToArray();

    private readonly int[] _sent = new int[users];
    private readonly BatchTraits _keep = new(users);
    private byte[] _buffer = new byte[4096];

    public override void OnConnected(int user)
    {
        _sent[user] = 0;
        Inner.OnConnected(user);
    }

    public override bool TryNext(int user, out RequestBatch batch)
    {
        if (!Inner.TryNext(user, out batch) || ++_sent[user] < requestsPerConnection)
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
}
