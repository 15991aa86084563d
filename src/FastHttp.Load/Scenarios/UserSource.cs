using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Transports;

namespace FastHttp.Load.Scenarios;

// Users that are methods of the program. Lives on the lane's loop; allocates for a user's first iteration, and where
// something fails.
internal sealed class UserSource : ScenarioSource
{
    private readonly IReadOnlyList<LoadUserKind> _kinds;
    private readonly int _maxRedirects;
    private readonly bool _keepsCookies;
    private readonly UserChecks _checks = new();
    private readonly BatchTraits _keep = new(0);
    private readonly List<RequestTraits> _traits = [];
    private UserFlow?[] _flows;
    private string? _usedUp;
    private TransportLoop? _loop;

    /// <param name="plan">The run, as one of a scenario.</param>
    /// <param name="lane">The number of the lane.</param>
    /// <param name="kinds">What its users do.</param>
    /// <param name="mix">Which of the kinds takes its turn.</param>
    /// <param name="names">Takes the names of the requests, of all lanes.</param>
    /// <param name="maxRedirects">How many redirects are followed, where a request does not say.</param>
    /// <param name="keepsCookies">Whether users have cookies.</param>
    public UserSource(
        RunPlan plan,
        int lane,
        IReadOnlyList<LoadUserKind> kinds,
        ScenarioMix mix,
        EntryNames names,
        int maxRedirects,
        bool keepsCookies)
        : base(
            plan,
            lane,
            mix,
            [.. kinds.Select(kind => kind.Name)],
            names,
            keepsCookies)
    {
        _kinds = kinds;
        _maxRedirects = maxRedirects;
        _keepsCookies = keepsCookies;
        _flows = new UserFlow?[plan.ConnectionsOf(lane)];
        Requests = new UserRequests(plan);
    }

    public override bool UsedAllRows => _usedUp is not null;

    protected override string? UsedUp => _usedUp;

    /// <summary>Makes the requests of the lane's users.</summary>
    public UserRequests Requests { get; }

    /// <summary>Whether the caller runs on the lane's loop.</summary>
    public bool IsOnLoop => _loop!.IsOnLoop;

    public override void Start(TransportLoop loop, long measureFrom)
    {
        _loop = loop;
        base.Start(loop, measureFrom);
    }

    /// <summary>Whether it is to be said of a check that does not hold what it was about.</summary>
    public bool WantsSample(string name) => Trace is not null || _checks.WantsSample(name);

    /// <summary>Counts a check.</summary>
    public void RecordCheck(string name, bool isMet, string sample)
    {
        _checks.Record(name, isMet, sample);
        Trace?.OnCheck(name, isMet, sample);
    }

    /// <summary>A user has ended since its data is used up.</summary>
    public void NoteUsedUp(string reason) => _usedUp ??= reason;

    /// <summary>Has something run on the loop, later. Any thread.</summary>
    public void Post(ILoopTask task) => _loop!.Post(task);

    /// <inheritdoc cref="ScenarioSource.Return"/>
    public new void Return(int user, ScenarioSignal signal) => base.Return(user, signal);

    /// <summary>The cookies that go with a path; empty for none.</summary>
    public ReadOnlySpan<byte> CookiesOf(int user, ReadOnlySpan<char> path)
    {
        if (!_keepsCookies || !HasCookies(user))
        {
            return default;
        }

        return CookiesFor(user, Encoding.ASCII.GetBytes(path.ToString()));
    }

    /// <summary>The request that a redirect leads to; null where the answer stands.</summary>
    public LoadCall? FollowOf(in LoadCall call, FastHttpResponse response, int followed)
    {
        int limit = call.Options?.MaxRedirects ?? _maxRedirects;
        if (followed >= limit
            || !response.Headers.TryGet(KnownHeader.Location, out ReadOnlySpan<byte> location)
            || !Uri.TryCreate(Origin, call.Path, out Uri? current))
        {
            return null;
        }

        RedirectStep step = RedirectPolicy.Default.Decide(
            0, response.StatusCode, Requests.MethodOf(call.Method).Prefix.AsSpan()[..^1], current, location);
        if (step.Error != HttpError.None || step.IsOtherOrigin)
        {
            NoteRedirectElsewhere();
            return null;
        }

        return step.Next is not { } next ? null
            : step.BecomesGet ? new LoadCall("GET", next.PathAndQuery, default, call.Options)
            : call with { Path = next.PathAndQuery };
    }

    protected override void BeginIteration(int user, int which, int iteration)
    {
        UserFlow flow = _flows[user] ??= new UserFlow(this, user, IdOf(user), SeedOf(user));
        flow.Begin(_kinds[which - 1].Run, iteration);
    }

    protected override ScenarioSignal Run(int user) => _flows[user]!.RunOn();

    protected override int BatchCountOf(int user) => _flows[user]!.Batch.Count;

    protected override RequestBatch MakeBatch(int user, long timeout)
    {
        UserFlow flow = _flows[user]!;
        UserBatch batch = flow.Batch;
        batch.ShareTimeouts(timeout / (double)Stopwatch.Frequency);
        _traits.Clear();
        for (int index = 0; index < batch.Count; index++)
        {
            _traits.Add(batch[index].Traits);
        }

        return new RequestBatch(flow.Written, _keep.Keep(user, CollectionsMarshal.AsSpan(_traits)));
    }

    protected override (int Row, int Length) PartOf(int user, int request)
    {
        ref UserExchange exchange = ref _flows[user]!.Batch[request];
        return (exchange.Row, exchange.Length);
    }

    protected override ReadOnlySpan<byte> RequestOf(int user) => _flows[user]!.Request;

    protected override RequestTraits TraitsOf(int user) => _flows[user]!.Traits;

    protected override int RowOf(int user) => _flows[user]!.Row;

    protected override (string Method, string Label) NameOf(int row) => Requests.NameOf(row);

    protected override double TimeoutOf(int user) => _flows[user]!.Timeout;

    protected override double PauseOf(int user) => _flows[user]!.Pause;

    protected override ScenarioFault FaultOf(int user, ScenarioSignal signal) => _flows[user]!.Fault;

    protected override bool TakeResponse(int user, FastHttpResponse response, long elapsed, bool hasCookies) =>
        _flows[user]!.TakeResponse(response, Ticks.ToTimeSpan(elapsed));

    protected override bool TakeFailure(int user, HttpError error, long elapsed) =>
        _flows[user]!.TakeFailure(error, Ticks.ToTimeSpan(elapsed));

    protected override void TakePauseEnd(int user)
    {
    }

    protected override void Forget(int user)
    {
        UserFlow flow = _flows[user]!;
        _flows[user] = null;
        flow.Leave();
    }

    protected override void Grow(int count) => Array.Resize(ref _flows, count);

    protected override void TakeChecks(ScenarioRecorder? recorder) => _checks.HandOver(recorder);
}
