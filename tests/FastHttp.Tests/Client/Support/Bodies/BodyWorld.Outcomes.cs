using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Text;
using FastHttp.Tests.Faults;

namespace FastHttp.Tests.Client.Support.Bodies;

/// <summary>What may come of the steps.</summary>
internal sealed partial class BodyWorld
{
    private const int Remembered = 4096;
    private const int ContinueSeconds = 1;
    private const int HeadSeconds = 10;
    private const int ReadIdleSeconds = 20;
    private const int WriteSeconds = 30;
    private const int RequestSeconds = 50;
    private const int UnreadSeconds = 40;
    private const int PoolWaitSeconds = 15;

    private readonly BodyPlan?[] _plans = new BodyPlan?[Remembered];
    private readonly BodyAnswer?[] _answers = new BodyAnswer?[Remembered];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private int _nextPlan = 1;
    private int _nextAnswer = 1;

    // Connections that the peer has ended, where the client may not have seen that: it does not read, for a while.
    private readonly List<BodyLine> _ended = [];

    // Something has happened on the connection of pipelined calls that ends it, so that others end with it.
    private bool _isDisturbed;

    /// <summary>What went wrong first.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether bytes behind the answer of the only request would be seen to belong to none.</summary>
    public bool MayHaveSurplus => _options.IsPooled || _connection is { PendingCount: 1 };

    /// <summary>Whether the reader of a body may hold back what comes behind it for other calls.</summary>
    public bool MayHoldBack => !_options.IsPooled && Array.Exists(_calls, static call => call.IsReading);

    public void Disturb() => _isDisturbed = true;

    /// <summary>Whether a call that begins now may come upon a connection that has been ended.</summary>
    private bool MayMeetEnd()
    {
        _ended.RemoveAll(static line => !line.IsOpenThere);
        return _ended.Count != 0;
    }

    public BodyPlan? PlanOf(int number) =>
        number > 0 && _plans[number % Remembered] is { } plan && plan.Number == number ? plan : null;

    public BodyAnswer? AnswerOf(int id) =>
        id > 0 && _answers[id % Remembered] is { } answer && answer.Id == id ? answer : null;

    public BodyAnswer CreateAnswer(BodyPlan plan)
    {
        BodyAnswer answer = BodyAnswer.Create(
            _random, plan, _nextAnswer, needsContinue: plan.Expects && !_options.HasContinueTimeout);
        _answers[_nextAnswer++ % Remembered] = answer;
        return answer;
    }

    /// <summary>Whether a request whose head came then may send its body unasked.</summary>
    public bool HasWaitedForContinue(double since) => _options.HasContinueTimeout && HasPassed(since, ContinueSeconds);

    /// <summary>Whether a 417 to this call is a reason to send it again.</summary>
    public bool AsksAnew(BodyPlan plan, BodyWriting? writing) =>
        _options.IsPooled && plan is { ExpectedLast: true, IsCancelled: false } && writing is null or { Runs: 0 }
        && !IsRequestOver(plan);

    /// <summary>Whether a call may have ended so.</summary>
    public bool IsPossible(BodyPlan plan, HttpError error) => error switch
    {
        HttpError.Canceled => plan.IsCancelled,

        // A call that its caller has cancelled ends as cancelled, however it failed before.
        _ when plan.IsCancelled && !_options.HasThreads => false,
        _ when plan.RefusedBy != HttpError.None => error == plan.RefusedBy,
        HttpError.HeadTimeout => IsOver(plan, HeadSeconds),
        HttpError.WriteTimeout => IsOver(plan, WriteSeconds) && plan.Source != BodyPlan.BodySource.None,
        HttpError.PoolWaitTimeout => IsOver(plan, PoolWaitSeconds) && _options.IsPooled,
        HttpError.RequestTimeout => IsRequestOver(plan),
        HttpError.RequestBodyFailed => plan.HasProducerFailed,
        HttpError.RequestBodyMismatch => plan.HasMismatched,
        _ => IsPossibleInBody(plan, error),
    };

    /// <summary>Whether the reading of an answer's body may have ended so.</summary>
    public bool IsPossibleInBody(BodyPlan plan, HttpError error) => error switch
    {
        HttpError.ConnectionClosed => plan.MayBreak || plan.IsCut || (!_options.IsPooled && IsDisturbed),
        HttpError.UnexpectedEof or HttpError.ConnectionReset => plan.MayBreak,
        HttpError.BodyTimeout => IsOver(plan, UnreadSeconds)
            || (IsOver(plan, ReadIdleSeconds) && plan.Line is { } line && HasPassed(line.SentAt, ReadIdleSeconds)),
        _ => false,
    };

    /// <summary>A call, or its body, has failed; with a connection go those behind it.</summary>
    public void Ended(BodyCall call, HttpError error)
    {
        Disturb();
        _trace?.Enqueue($"  {call.Plan.Number} ended with {error}");
    }

    /// <summary>Bytes of the answer to a call are sent, and the call may be sent again for them.</summary>
    public void Sent(BodyPlan plan) => plan.MayBreak |= MayBeSentAgain(plan) && MayMeetEnd();

    /// <summary>The peer ends a connection: which calls may fail by that.</summary>
    public void MarkBroken(BodyLine line, bool reset)
    {
        Disturb();
        _ended.Add(line);
        foreach (BodyCall call in _calls.Where(static call => !call.IsIdle))
        {
            BodyPlan plan = call.Plan;
            bool isUnseen = IsUnseen(call);
            if (plan.Line == line && !reset && plan.Answer is { } answer)
            {
                answer.IsEnded |= answer.IsHeadSent;
                plan.MayBreak |= isUnseen || !answer.IsWhole;
            }
            else if (isUnseen || plan.Line == line)
            {
                plan.MayBreak = true;
            }
        }
    }

    public void Require(bool condition, BodyCall call, string complaint)
    {
        if (!condition)
        {
            Fail($"A call {complaint}. It is {call}");
        }
    }

    public void Fail(string message) => Failure ??= message;

    // All that was posted has run: what has to be over by then is.
    private void Quieten()
    {
        Trace("quieten");
        // Late ones.
        _peer.RunPosted();

        Poll();
        foreach (BodyCall call in _calls.Where(_ => !_options.HasThreads))
        {
            BodyPlan plan = call.Plan;
            Require(!call.IsDraining, call, "drains a body for too long");
            Require(
                !call.IsWaitingToRead || plan.MayBreak || plan.Answer is not { IsWhole: true },
                call,
                "waits for the end of a body that was sent");
            if (call.IsPending && !call.IsWriting)
            {
                Require(!plan.IsCancelled, call, "was cancelled and has not ended");

                // Sent again, or behind a body that its reader holds back.
                bool mayWait = _options.HasPolicy || plan.Answer?.Status == 417 || MayHoldBack;
                Require(
                    mayWait || plan.Answer is not { IsWhole: true },
                    call,
                    "was answered and has not ended");
                Require(
                    mayWait || !plan.Streams || !plan.IsReceived || plan.Answer is not { IsHeadSent: true },
                    call,
                    "was to end with the head of its answer");
            }
        }
    }

    private void CheckRest()
    {
        // What the peer has left unread is of calls that have ended, too.
        _peer.Lines.ForEach(static line => line.Resume());

        // A body that its reader abandoned is drained for two seconds, from when the loop learns of it.
        _peer.RunPosted();
        _peer.Advance(3);
        // Late ones.
        _peer.RunPosted();

        Array.ForEach(_calls, static call => call.Return());
        ThrowIfFailed();
        _peer.OnData = null;
        if (_client is not null)
        {
            FaultInvariants.Check(
                _peer, _client.GetStatistics(EndPoint).Retries, openFailures: 0, measures: false);
            return;
        }

        Assert.Equal(0, _connection?.PendingCount ?? 0);
        _connection?.Abort();
        Assert.Equal(0, _peer.OpenLines);
        _peer.Advance(200);
        _peer.Advance(200);
        Assert.Equal(0, _peer.Loop.Timers.Count);
    }

    // Calls that still wait for their producers, or readers, when the next connection is opened.
    private void NoteDisturbance()
    {
        foreach (BodyCall call in _calls.Where(call => !call.IsIdle && IsDisturbed))
        {
            call.Plan.IsCut = true;
        }

        _isDisturbed = false;
    }

    private bool IsDisturbed => _isDisturbed || Array.Exists(
        _calls, static call => call.IsPending && (call.Plan.HasProducerFailed || call.Plan.HasMismatched));

    // It may be about to be sent on any connection, or have been: for the first time, or once more.
    private bool IsUnseen(BodyCall call) =>
        call.Plan.Line is not { IsAlive: true } || (call.IsPending && MayBeSentAgain(call.Plan));

    private bool MayBeSentAgain(BodyPlan plan) => plan.Answer is { IsHeadSent: true } answer
        && (answer.Status == 417 || (_options.HasPolicy && answer.Status >= 500));

    // The client has nothing under way there, as far as the peer can tell.
    private bool IsUnused(BodyLine line) => !MayHoldBack
        && Array.TrueForAll(_calls, call => !call.IsPending || (call.Plan.Line != line && !IsUnseen(call)));

    private bool IsRequestOver(BodyPlan plan) => plan.Timeout == 0
        ? IsOver(plan, RequestSeconds)
        : HasPassed(plan.StartedAt, plan.Timeout);

    private bool IsOver(BodyPlan plan, int seconds) => _options.HasDeadlines && HasPassed(plan.StartedAt, seconds);

    // Timers are of a certain grain.
    private bool HasPassed(double since, double seconds) => Seconds - since >= seconds - 0.05;

    // An exception on the loop may end in a task that no caller awaits; here all are seen that are not expected.
    private void OnThrown(object? sender, FirstChanceExceptionEventArgs args)
    {
        if (Environment.CurrentManagedThreadId == _thread
            && args.Exception is not (OperationCanceledException or BodyWriting.ProducerFailure or HttpException)
            && !(args.Exception is AggregateException { InnerException: BodyWriting.ProducerFailure })
            && !args.Exception.Message.Contains("longer than was declared", StringComparison.Ordinal))
        {
            Fail($"{args.Exception.GetType()}: {args.Exception.Message}\n{Environment.StackTrace}");
        }
    }

    public void Note(string step) => _trace?.Enqueue(step);

    private void Trace(string step, BodyCall call) =>
        _trace?.Enqueue($"{step} {call.Plan.Number}{(_peer.Loop.IsLeft ? " elsewhere" : "")}");

    private void Trace(string step, BodyLine line) => _trace?.Enqueue($"{step} on {line}");

    private void Trace(string step)
    {
        _trace?.Enqueue(step + (_peer.Loop.IsLeft ? " elsewhere" : ""));
    }

    private void ThrowIfFailed()
    {
        while (_trace?.Count > ShownSteps)
        {
            _trace.Dequeue();
        }

        if (Failure is null)
        {
            return;
        }

        StringBuilder text = new();
        text.AppendLine(null, $"Seed {_seed}, {_options}: {Failure}").AppendLine("Calls:");
        text.AppendJoin('\n', _calls.Select(static call => call.ToString())).AppendLine().AppendLine("Steps:");
        text.AppendJoin('\n', _trace ?? []);
        Assert.Fail(text.ToString());
    }
}
