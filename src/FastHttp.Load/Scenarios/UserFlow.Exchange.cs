using System;
using System.Buffers;
using FastHttp.Load.Planning;

namespace FastHttp.Load.Scenarios;

// What it has asked for, one request or several at once, and what came of it.
internal sealed partial class UserFlow
{
    private readonly ArrayBufferWriter<byte> _request = new(256);
    private UserExchange _single;
    private UserBatch? _batch;
    private bool _isBatch;

    /// <summary>All that is sent at once.</summary>
    public ReadOnlySpan<byte> Written => _request.WrittenSpan;

    /// <summary>The request that is answered next.</summary>
    public ReadOnlySpan<byte> Request => _request.WrittenSpan.Slice(Current.Start, Current.Length);

    public RequestTraits Traits => Current.Traits;

    public int Row => Current.Row;

    /// <summary>The time limit of the request in seconds; 0 for the run's.</summary>
    public double Timeout => Current.Timeout;

    /// <summary>What the user has asked for at once.</summary>
    public UserBatch Batch => _batch!;

    private ref UserExchange Current
    {
        get
        {
            if (_isBatch)
            {
                return ref _batch!.Current;
            }

            return ref _single;
        }
    }

    /// <summary>What came of the user's request, or of one of its batch.</summary>
    public ref readonly UserExchange ExchangeAt(int index)
    {
        if (index != LoadResponse.Alone)
        {
            return ref _batch![index];
        }

        return ref _single;
    }

    /// <summary>Takes an answer.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool TakeResponse(FastHttpResponse response, TimeSpan elapsed)
    {
        if (!_isBatch)
        {
            _single.TakeResponse(response, elapsed);
            return true;
        }

        _batch!.Current.TakeCopy(response, elapsed);
        return _batch.Advance();
    }

    /// <summary>Takes that there is no answer.</summary>
    /// <inheritdoc cref="TakeResponse" path="/returns"/>
    public bool TakeFailure(HttpError error, TimeSpan elapsed)
    {
        Current.TakeFailure(error, elapsed);
        return !_isBatch || _batch!.Advance();
    }

    private void Prepare()
    {
        _request.ResetWrittenCount();
        if (!_isBatch)
        {
            Write(ref _single);
            return;
        }

        for (int index = 0; index < _batch!.Count; index++)
        {
            Write(ref _batch[index]);
        }
    }

    private void PrepareLate(ScenarioSignal signal)
    {
        try
        {
            Prepare();
            Want(signal);
        }
        catch (ArgumentException fault)
        {
            _isPending = false;
            _core.SetException(fault);
        }
    }

    private void Write(ref UserExchange exchange)
    {
        ref readonly LoadCall call = ref exchange.Call;
        UserMethod method = _lane.Requests.MethodOf(call.Method);
        ReadOnlySpan<char> path = _lane.Requests.PathOf(call.Path);
        exchange.Start = _request.WrittenCount;
        exchange.Traits = _lane.Requests.Write(
            _request, method, path, _lane.CookiesOf(_index, path), call.Body, call.Options);
        exchange.Length = _request.WrittenCount - exchange.Start;
        exchange.Row = _lane.Requests.RowOf(method, path, _group, call.Options);
        exchange.Timeout = call.Options?.Timeout is { } timeout ? TimeLimit.Of(timeout).TotalSeconds : 0;
    }

    // Has the next hop sent, instead of the user hearing of a redirect.
    private bool TryFollow()
    {
        if (!_isSending)
        {
            return false;
        }

        if (!_isBatch)
        {
            return TryFollow(ref _single);
        }

        while (_batch!.MoveToRedirect())
        {
            if (TryFollow(ref _batch.Current))
            {
                return true;
            }

            _batch.Settle();
        }

        return false;
    }

    private bool TryFollow(ref UserExchange exchange)
    {
        if (!exchange.IsRedirected
            || _lane.FollowOf(in exchange.Call, exchange.Response, exchange.Followed) is not { } next)
        {
            return false;
        }

        exchange.Call = next;
        exchange.Followed++;
        _request.ResetWrittenCount();
        Write(ref exchange);
        _wanted = ScenarioSignal.Request;
        return true;
    }
}
