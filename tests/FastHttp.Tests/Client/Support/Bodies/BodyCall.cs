using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Messages;

namespace FastHttp.Tests.Client.Support.Bodies;

/// <summary>
/// A caller of a <see cref="BodyWorld"/>, one call at a time: sends, reads the body or leaves it, and says whether what
/// it was told is possible.
/// </summary>
internal sealed class BodyCall
{
    private readonly BodyWorld _world;
    private readonly MessagePool _pool;
    private readonly FastHttpRequest _request;
    private FastHttpResponse _response;
    private CancellationTokenSource _source = new();
    private CancellationTokenSource? _readSource;
    private BodyWriting? _writing;
    private ValueTask<HttpError> _call;
    private ValueTask _throwing;
    private ValueTask<BodyReadResult> _read;
    private ValueTask _drain;
    private ValueTask _drainAgain;
    private BodyAnswer? _answer;
    private State _state;
    private bool _isReading;
    private int _reads;
    private int _readAt;

    public BodyCall(BodyWorld world, MessagePool pool)
    {
        _world = world;
        _pool = pool;
        _request = pool.RentRequest();
        _response = pool.RentResponse();
    }

    private enum State
    {
        Idle,
        Pending,
        Reading,
        Draining,
    }

    public BodyPlan Plan { get; private set; } = new() { Number = -1 };

    public bool IsIdle => _state == State.Idle;

    /// <summary>The call has not ended.</summary>
    public bool IsPending => _state == State.Pending;

    /// <summary>The call has ended, its body has not.</summary>
    public bool IsReading => _state == State.Reading;

    public bool IsDraining => _state == State.Draining;

    public bool IsWaitingToRead => _isReading;

    public bool IsWriting => _writing is { IsRunning: true };

    public bool CanWrite => _writing is { Waits: true };

    private bool HasEnded => Plan.ThrowsOnFailure ? _throwing.IsCompleted : _call.IsCompleted;

    public void Start(HttpSender sender, BodyPlan plan)
    {
        Plan = plan;
        plan.StartedAt = _world.Seconds;
        if (_source.IsCancellationRequested)
        {
            _source = new CancellationTokenSource();
        }

        _request.Method = Encoding.ASCII.GetBytes(plan.Method);
        _request.SetTarget(BodyWorld.EndPoint, Encoding.ASCII.GetBytes($"/{plan.Number}"));
        _request.ExpectContinue = plan.Expects;
        _request.CloseConnection = plan.SaysClose;
        _request.Timeout = TimeSpan.FromSeconds(plan.Timeout);
        _writing = null;
        if (plan.Source == BodyPlan.BodySource.Memory)
        {
            _request.SetBody(plan.Body);
        }
        else if (plan.Source == BodyPlan.BodySource.Produced)
        {
            _writing = new BodyWriting(plan, _world.LeavesLoop);
            _request.SetBodyWriter(
                _writing,
                static (writing, output, stop) => writing.WriteAsync(output, stop),
                plan.IsChunked ? -1 : plan.Length);
        }

        // An answer that comes at once finds a call that has begun.
        _state = State.Pending;
        ResponseOptions options = plan.Streams ? ResponseOptions.StreamBody : ResponseOptions.None;
        if (plan.ThrowsOnFailure)
        {
            _throwing = sender.SendAsync(_request, _response, options, _source.Token);
        }
        else
        {
            _call = sender.SendNoThrowAsync(_request, _response, options, _source.Token);
        }
    }

    /// <summary>The call's token, also behind its end, when nothing may listen.</summary>
    public void Cancel()
    {
        if (IsPending && !HasEnded)
        {
            Plan.IsCancelled = true;
            _world.Disturb();
        }

        _source.Cancel();
    }

    public void Write() => _writing!.GoOn();

    /// <summary>One step of the reader of a streamed body.</summary>
    public void Read(Random random)
    {
        if (_isReading)
        {
            if (_readSource is not null && random.Next(4) == 0)
            {
                _readSource.Cancel();
            }
            else if (Plan.Reading == BodyPlan.ReadingEnd.Drains && random.Next(4) == 0)
            {
                Leave();
            }
        }
        else if (_reads++ == Plan.ReadsBeforeEnd && Plan.Reading != BodyPlan.ReadingEnd.ReadsAll)
        {
            Leave();
        }
        else
        {
            _readSource = Plan.CancelsReads && random.Next(2) == 0 ? new CancellationTokenSource() : null;
            _isReading = true;
            _read = _response.ReadBodyNoThrowAsync(_readSource?.Token ?? default);
        }
    }

    /// <summary>Takes what has ended meanwhile. On the loop's thread.</summary>
    public void Poll(Random random)
    {
        if (IsPending && HasEnded)
        {
            EndCall();
        }

        if (_isReading && _read.IsCompleted)
        {
            _isReading = false;
            _world.LeaveOrStay();
            EndRead(_read.Result, random);
            _world.Stay();
        }

        if (_state == State.Draining && !_isReading && _drain.IsCompleted && _drainAgain.IsCompleted)
        {
            _drain.GetAwaiter().GetResult();
            _drainAgain.GetAwaiter().GetResult();
            Free();
        }
    }

    /// <summary>Gives the messages back: misuse if a call still had them.</summary>
    public void Return()
    {
        _request.Reset();
        _response.Reset();
        _request.Dispose();
        _response.Dispose();
    }

    public override string ToString() =>
        $"{Plan.Number} ({_state}{(IsWriting ? ", writing" : "")}{(_isReading ? ", reading" : "")}): {Plan.Method} "
        + $"{Plan.Source} {Plan.Length}{(Plan.IsChunked ? " chunked" : "")}{(Plan.Expects ? " expects" : "")}"
        + $"{(Plan.Streams ? $" streams {Plan.Reading}" : "")}{(Plan.IsCancelled ? " cancelled" : "")}"
        + $"{(Plan.MayBreak ? " broken" : "")} on stop {Plan.OnStop}; requests {Plan.Arrivals}, last answer "
        + $"{Plan.Answer?.Status} {Plan.Answer?.End} {Plan.Answer?.Length}, sent {Plan.Answer?.Sent} "
        + $"of {Plan.Answer?.InterimEnd}/{Plan.Answer?.HeadEnd}/{Plan.Answer?.WholeEnd}";

    private void Leave()
    {
        _world.Disturb();
        if (Plan.Reading == BodyPlan.ReadingEnd.Drains)
        {
            _state = State.Draining;

            // Twice at times: where the first is on its way to the loop, the second comes to a body that was left.
            _drain = _response.DrainBodyAsync();
            _drainAgain = Plan.Number % 2 == 0 ? _response.DrainBodyAsync() : default;
            return;
        }

        _response.Dispose();
        _response = _pool.RentResponse();
        _state = State.Idle;
    }

    private HttpError Result()
    {
        try
        {
            if (!Plan.ThrowsOnFailure)
            {
                return _call.Result;
            }

            _throwing.GetAwaiter().GetResult();
            return HttpError.None;
        }
        catch (HttpException failure)
        {
            return failure.Error;
        }
        catch (OperationCanceledException failure)
        {
            _world.Require(failure.CancellationToken == _source.Token, this, "was cancelled by a token not its own");
            return HttpError.Canceled;
        }
    }

    private void EndCall()
    {
        HttpError error = Result();
        _world.Require(!IsWriting, this, $"ended with {error} while its producer ran");

        // Misuse if it were still on loan.
        _request.Reset();
        if (error != HttpError.None)
        {
            _world.Require(_world.IsPossible(Plan, error), this, $"ended with {error}");
            _world.Ended(this, error);
            Free();
            return;
        }

        _answer = AnswerGiven();
        if (_answer is null || _world.Failure is not null)
        {
            return;
        }

        if (Plan.Streams)
        {
            _world.Require(_answer.IsHeadSent, this, "ended before the head of its answer was sent");
            _state = State.Reading;
            _reads = 0;
            _readAt = 0;
            return;
        }

        _world.Require(_answer.IsWhole, this, "ended before its answer had");
        _world.Require(_response.BodySpan.SequenceEqual(_answer.Body), this, "got another body");
        EndAnswer();
    }

    // The one that its head names, which has to be one to this call.
    private BodyAnswer? AnswerGiven()
    {
        BodyAnswer? answer = _response.Headers.TryGet("X-Answer"u8, out ReadOnlySpan<byte> value)
            && int.TryParse(value, CultureInfo.InvariantCulture, out int id)
                ? _world.AnswerOf(id)
                : null;
        _world.Require(ReferenceEquals(answer?.Plan, Plan), this, "got an answer that is not its own");
        _world.Require(answer?.Status == _response.StatusCode, this, $"got the status {_response.StatusCode}");
        _world.Require(ReferenceEquals(answer, Plan.Answer) || Plan.Arrivals > 1, this, "got not the last answer");
        _world.Require(
            answer?.Status != 417 || !_world.AsksAnew(Plan, _writing), this, "was not asked without an expectation");
        return answer;
    }

    private void EndRead(in BodyReadResult result, Random random)
    {
        if (result.Error == HttpError.Canceled && _readSource is { IsCancellationRequested: true })
        {
            return;
        }

        BodyAnswer answer = _answer!;
        if (result.Error != HttpError.None)
        {
            bool isLeft = _state == State.Draining && result.Error == HttpError.Disposed;
            _world.Require(
                isLeft || _world.IsPossibleInBody(Plan, result.Error), this, $"read the body to {result.Error}");
            if (!isLeft)
            {
                _world.Ended(this, result.Error);
            }

            if (_state == State.Reading)
            {
                Free();
            }

            return;
        }

        ReadOnlySequence<byte> bytes = result.Buffer;
        int taken = (int)bytes.Length;
        ReadOnlySpan<byte> expected = answer.Body;
        bool isOwn = _readAt + taken <= expected.Length
            && (bytes.IsSingleSegment
                ? bytes.FirstSpan.SequenceEqual(expected.Slice(_readAt, taken))
                : bytes.ToArray().AsSpan().SequenceEqual(expected.Slice(_readAt, taken)));
        _world.Require(isOwn, this, $"read other bytes than its body's behind {_readAt}");
        bool takesAll = random.Next(4) != 0;
        taken = takesAll ? taken : taken / 2;
        _readAt += taken;
        _response.AdvanceBody(bytes.GetPosition(taken), bytes.End);
        if (result.IsCompleted && takesAll)
        {
            _world.Require(_readAt == expected.Length && answer.IsWhole, this, $"read to the end behind {_readAt}");
            if (_state == State.Reading)
            {
                EndAnswer();
            }
        }
    }

    private void EndAnswer()
    {
        int trailers = _answer!.HasTrailer ? 1 : 0;
        _world.Require(_response.Trailers.Count == trailers, this, "got other trailers");
        _world.Succeeded++;
        Free();
    }

    private void Free()
    {
        // Misuse if it were still on loan.
        _response.Reset();
        _state = State.Idle;
    }
}
