using System;

namespace FastHttp.Load.Sources;

// Sends again what a server left unanswered when it closed a connection in order, as one does that takes so many
// requests on each: the rest of a batch goes first on the user's next connection (RFC 9112 §9.3.2). Wraps a source
// whose batches may hold several requests. Lives on the lane's loop; allocates when a batch is longer than all before.
internal sealed class ResendingSource(RequestSource inner, int users) : WrappingSource(inner)
{
    private readonly RequestScanner _scanner = new();
    private readonly BatchTraits _keep = new(users);
    private UserBatch[] _batches = new UserBatch[users];

    public override bool TryNext(int user, out RequestBatch batch)
    {
        if (!Inner.TryNext(user, out batch))
        {
            return false;
        }

        // What is the same every time can be had again.
        if (Inner.IsComputed && batch.Traits.Length > 1)
        {
            BatchOf(user).Keep(batch.Bytes);
        }

        return true;
    }

    public override bool TryKeepRest(int user, int count)
    {
        ref UserBatch kept = ref BatchOf(user);
        if (!Inner.IsComputed)
        {
            if (!Inner.TryNext(user, out RequestBatch batch))
            {
                return false;
            }

            kept.Keep(batch.Bytes);
        }

        int all = _scanner.Scan(kept.Bytes);
        if (all < count)
        {
            return false;
        }

        kept.DropFirst(_scanner.Starts[all - count]);
        return true;
    }

    public override RequestBatch RestOf(int user)
    {
        ReadOnlySpan<byte> bytes = BatchOf(user).Bytes;
        _ = _scanner.Scan(bytes);
        return new RequestBatch(bytes, _keep.Keep(user, _scanner.Traits));
    }

    // Users may join while the lane runs.
    private ref UserBatch BatchOf(int user)
    {
        if (user >= _batches.Length)
        {
            Array.Resize(ref _batches, Math.Max(user + 1, _batches.Length * 2));
        }

        return ref _batches[user];
    }

    // What a user has in flight, as far as it is not answered.
    private struct UserBatch
    {
        private byte[]? _bytes;
        private int _start;
        private int _end;

        public readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, _end - _start);

        public void Keep(ReadOnlySpan<byte> batch)
        {
            if (_bytes is null || _bytes.Length < batch.Length)
            {
                _bytes = new byte[batch.Length * 2];
            }

            batch.CopyTo(_bytes);
            _start = 0;
            _end = batch.Length;
        }

        public void DropFirst(int count) => _start += count;
    }
}
