using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Tests.Client.Support;

/// <summary>
/// A caller of a <see cref="NumberPeer"/>, one call at a time, with a token of its own for each. Cancelling is open to
/// any thread, everything else is its owner's.
/// </summary>
internal sealed class NumberedCall(FastHttpClient client, HttpEndPoint endPoint)
{
    private readonly FastHttpRequest _request = client.RentRequest();
    private readonly FastHttpResponse _response = client.RentResponse();
    private CancellationTokenSource _source = new();
    private ValueTask<HttpError> _call;
    private int _number;

    /// <summary>Whether it was started, and its result not taken.</summary>
    public bool IsStarted { get; private set; }

    public bool IsOver => _call.IsCompleted;

    public bool IsPending => IsStarted && !IsOver;

    /// <summary>Whether the peer closes connections at will: who did not cancel may be told so, who did may not.
    /// </summary>
    public bool MayBreak { get; init; }

    public void Start(int number)
    {
        _number = number;
        if (_source.IsCancellationRequested)
        {
            Volatile.Write(ref _source, new CancellationTokenSource());
        }

        NumberPeer.Ask(_request, endPoint, number);
        IsStarted = true;
        _call = client.SendNoThrowAsync(_request, _response, _source.Token);
    }

    public void Cancel() => Volatile.Read(ref _source).Cancel();

    /// <summary>Takes the result: the own answer, or a reason that there is.</summary>
    public HttpError End()
    {
        bool wasCancelled = _source.IsCancellationRequested;
        IsStarted = false;
        HttpError error = _call.Result;
        switch (error)
        {
            case HttpError.None:
                Assert.True(NumberPeer.Answers(_response, _number), $"Call {_number} got another's answer.");
                break;
            case HttpError.Canceled:
                Assert.True(wasCancelled, $"Call {_number} was not cancelled.");
                break;
            case HttpError.ConnectionClosed or HttpError.UnexpectedEof when MayBreak:
                Assert.False(wasCancelled, $"Call {_number} was cancelled, and was told of {error}.");
                break;
            default:
                Assert.Fail($"Call {_number} ended with {error}.");
                break;
        }

        return error;
    }

    /// <summary>Gives the messages back: misuse if a call still had them.</summary>
    public void Return()
    {
        _request.Reset();
        _response.Reset();
        _request.Dispose();
        _response.Dispose();
        _source.Dispose();
    }
}
