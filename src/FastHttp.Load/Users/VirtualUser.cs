using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Sources;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

/// <summary>
/// One simulated client: wait for its turn, send, wait for the answer, record, repeat, on one connection at a time.
/// Lives on its lane's loop. As a timer it ends its own pauses: back-off before a connect, think time before a request.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed partial class VirtualUser : LoopTimer, IConnectionHandler, IExchangeHandler
{
    private readonly Lane _lane;
    private readonly RequestSource _source;
    private readonly FastHttpResponse? _response;
    private readonly ResponseOptions _keeps;
    private readonly IExchangeObserver? _observer;
    private readonly bool _isPaced;

    // Whether each request of a batch has a latency: what a scenario sends at once has nothing in common but the time.
    private readonly bool _timesEach;
    private HttpConnection? _connection;

    // The last one, which has ended and becomes the next.
    private HttpConnection? _used;
    private long _dueAt;
    private long _sentAt;
    private bool _inFlight;
    private bool _answered;

    // What is in flight was left unanswered by a connection that is over, and goes first on the next one.
    private bool _isOwed;
    private bool _isOpening;
    private bool _isOverdue;
    private long _openedAt;
    private bool _isPausing;
    private int _backOffMs;
    private int _remaining;
    private bool _hasConnected;

    internal VirtualUser(Lane lane, int index)
    {
        _lane = lane;
        _source = lane.Source;
        _response = lane.Source.WantsResponses ? FastHttpResponse.Rent() : null;
        _observer = lane.Observer;
        _keeps = (lane.Source.ReadsResponses ? ResponseOptions.None : ResponseOptions.DiscardHead)
            | (lane.Source.ReadsBodies ? ResponseOptions.None : ResponseOptions.DiscardBody);
        _isPaced = lane.Plan.Load.Rate is not null;
        _timesEach = lane.Plan.Scenario is not null;
        Index = index;
    }

    /// <summary>The number within the lane.</summary>
    public int Index { get; }

    /// <summary>Whether the user takes part; one that is not active ends when it has its answer.</summary>
    internal bool IsActive
    {
        get;
        private set
        {
            if (field != value)
            {
                field = value;
                _lane.ActiveUsers += value ? 1 : -1;
            }
        }
    }

    internal bool IsConnected => _connection is not null;

    /// <summary>Whether the pacer holds this user until a request is due.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Which entry of <see cref="IdleUsers"/> is this user's; 0 for none.</summary>
    internal long IdleTurn { get; set; }

    /// <summary>When the last batch was sent since the user joined in, in Stopwatch ticks; 0 before.</summary>
    public long SentAt => _sentAt;

    /// <summary>When what is in flight was sent; <see cref="long.MaxValue"/> when nothing is.</summary>
    internal long InFlightSince => _inFlight ? _sentAt : long.MaxValue;

    /// <summary>How many measured requests are in flight.</summary>
    internal int MeasuredInFlight => _inFlight && _sentAt >= _lane.MeasureFrom ? _remaining : 0;

    /// <summary>Joins in: connects and sends.</summary>
    internal void Activate()
    {
        if (IsActive)
        {
            return;
        }

        IsActive = true;
        if (_connection is null && !IsArmed && !_isOpening)
        {
            _sentAt = 0;
            Open();
        }
    }

    /// <summary>Drops out, at once or with the next answer.</summary>
    internal void Deactivate()
    {
        IsActive = false;
        if (!_inFlight)
        {
            Close();
        }
    }

    /// <summary>Drops out at once: what is in flight is given up, neither answered nor failed.</summary>
    internal void Cut(long now)
    {
        IsActive = false;
        if (_inFlight)
        {
            EndExchange();
            RecordUnanswered(now);
        }

        Close();
    }

    /// <summary>Gives up a request that was sent at a time or before; it counts as a failure.</summary>
    internal void CutOverdue(long sentBy)
    {
        if (_isOwed)
        {
            GiveUpIfOlder(sentBy == long.MaxValue ? sentBy : sentBy + 1);
        }
        else if (_inFlight && _sentAt <= sentBy)
        {
            _isOverdue = true;
            _connection!.Abort();
        }
    }

    /// <summary>The lane has stopped: what is in flight is counted, and the connection closed.</summary>
    internal void Stop(long now)
    {
        IsActive = false;
        if (_inFlight)
        {
            _inFlight = false;
            _isOwed = false;
            RecordUnanswered(now);
        }

        Close();
        _response?.Dispose();
    }

    /// <summary>Waits, and then sends; on the next connection, without another pause, if this one ends.</summary>
    public void Pause(long until)
    {
        _isPausing = true;
        _lane.Loop.Schedule(this, until);

        // A delay() may have called thread:stop(), and may have been long.
        _lane.StopIfAsked();
    }

    /// <summary>The source has nothing for this user, or failed.</summary>
    public void Fail()
    {
        Deactivate();
        _lane.OnSourceEnded();
    }

    /// <inheritdoc />
    protected override void OnElapsed()
    {
        if ((!IsActive && !_isOwed) || _lane.IsStopped)
        {
            return;
        }

        if (_connection is null)
        {
            Open();
            return;
        }

        _lane.Pacer.Elapsed(this, _lane.Loop.Now);
    }
}
