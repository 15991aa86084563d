using System;
using System.Buffers;
using FastHttp.Load.Sources;

namespace FastHttp.Load;

// The requests of a program's own source; what it throws ends the run. Lives on the lane's loop; allocates when a batch
// is longer than all before.
internal sealed class OwnSource : RequestSource
{
    private readonly IRequestSource _source;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly RequestScanner _scanner = new();
    private readonly BatchTraits _keep;
    private string? _failure;

    public OwnSource(IRequestSource source, int users)
    {
        _source = source;
        _keep = new BatchTraits(users);
        WantsResponses = source.WantsResponses;
    }

    public override bool WantsResponses { get; }

    public override bool IsComputed => true;

    public override string? Failure => _failure;

    public override bool TryNext(int user, out RequestBatch batch)
    {
        batch = default;
        _buffer.ResetWrittenCount();
        try
        {
            if (!_source.TryWrite(user, _buffer))
            {
                return false;
            }
        }
        catch (Exception thrown)
        {
            return Fail(thrown);
        }

        if (_scanner.Scan(_buffer.WrittenSpan) == 0)
        {
            _failure = "Source wrote no whole request: a request ends with an empty line, and its body";
            return false;
        }

        batch = new RequestBatch(_buffer.WrittenSpan, _keep.Keep(user, _scanner.Traits));
        return true;
    }

    public override int NextDelayMs(int user)
    {
        try
        {
            // A pause that is shorter than a millisecond is one.
            return (int)Math.Clamp(Math.Ceiling(_source.PauseOf(user).TotalMilliseconds), 0, int.MaxValue);
        }
        catch (Exception thrown)
        {
            Fail(thrown);
            return -1;
        }
    }

    public override bool OnResponse(int user, FastHttpResponse response)
    {
        try
        {
            _source.OnResponse(user, response);
            return true;
        }
        catch (Exception thrown)
        {
            return Fail(thrown);
        }
    }

    public override void Dispose()
    {
        (_source as IDisposable)?.Dispose();
        base.Dispose();
    }

    private bool Fail(Exception thrown)
    {
        _failure = $"Source threw {thrown.GetType().Name}: {thrown.Message}";
        return false;
    }
}
