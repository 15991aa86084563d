using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Lets a caller await an exchange: the handler of the exchange and the source of the caller's value task in one
/// reusable object. Continuations run on the loop, inline. Free again when the caller has taken the result.
/// </summary>
internal sealed class ExchangeCompletion : IExchangeHandler, IValueTaskSource<HttpError>, ILoopTask
{
    private readonly HttpConnection _connection;
    private ManualResetValueTaskSourceCore<HttpError> _source;
    private CancellationTokenRegistration _cancellation;
    private PreparedRequest? _request;
    private HttpResponse? _response;
    private int _taken;

    public ExchangeCompletion(HttpConnection connection) => _connection = connection;

    /// <summary>Takes the completion for one exchange; false while another has it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    public ValueTask<HttpError> Start(
        PreparedRequest request, HttpResponse? response, CancellationToken cancellationToken)
    {
        ValueTask<HttpError> task = new(this, _source.Version);
        _request = request;
        _response = response;
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static self => ((ExchangeCompletion)self!)._connection.Abort(HttpError.Canceled), this);
        }

        if (_connection.Loop.IsOnLoop)
        {
            Run();
        }
        else
        {
            _connection.Loop.Post(this);
        }

        return task;
    }

    /// <summary>Submits the exchange, on the loop.</summary>
    public void Run()
    {
        PreparedRequest request = _request!;
        _request = null;
        HttpError error = _connection.Submit(request.Bytes.Span, request.TraitsMemory, _response, this);
        if (error != HttpError.None)
        {
            Complete(error);
        }
    }

    public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
    {
        if (outcome.Remaining == 0)
        {
            Complete(HttpError.None);
        }
    }

    public void OnFailure(HttpConnection connection, HttpError error) => Complete(error);

    HttpError IValueTaskSource<HttpError>.GetResult(short token)
    {
        HttpError error = _source.GetResult(token);
        _source.Reset();
        Volatile.Write(ref _taken, 0);
        return error;
    }

    ValueTaskSourceStatus IValueTaskSource<HttpError>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<HttpError>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Complete(HttpError error)
    {
        _response = null;
        _cancellation.Unregister();
        _cancellation = default;
        _source.SetResult(error);
    }
}
