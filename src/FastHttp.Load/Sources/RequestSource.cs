using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using FastHttp.Load.Recording;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load.Sources;

/// <summary>
/// What a lane's users send next. Made for one lane and used by its thread alone; allocates nothing once it runs.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public abstract class RequestSource : IDisposable
{
    private TransportLoop? _loop;
    private long _startedAt;
    private DateTimeOffset _dateAtStart;
    private bool _isMeasuring;

    /// <summary>Whether users hand in their responses, with head and body.</summary>
    public virtual bool WantsResponses => false;

    /// <summary>Whether it looks at head and body of the responses, or at the status alone.</summary>
    public virtual bool ReadsResponses => true;

    /// <summary>Whether it looks at the bodies too.</summary>
    public virtual bool ReadsBodies => ReadsResponses;

    /// <summary>Redirects that were not followed, since they lead to another origin, of what was measured.</summary>
    public virtual long RedirectsElsewhere => 0;

    /// <summary>Responses whose body was not as expected. Any thread; what is read is a moment old.</summary>
    public virtual long UnexpectedBodies => 0;

    /// <summary>The first of them, for people; null when there was none.</summary>
    public virtual string? UnexpectedSample => null;

    /// <summary>Whether there is nothing more to send, since every row of the data was to be used once.</summary>
    public virtual bool UsedAllRows => false;

    /// <summary>The figures of each entry that it asks for, or none. There may come more while it runs.</summary>
    public virtual IReadOnlyList<EntryRecorder> Recorders => [];

    /// <summary>What those entries are called, where that comes up as it runs; null where the plan knows.</summary>
    public virtual EntryNames? Names => null;

    /// <summary>What it records of a scenario; null where it is none.</summary>
    public virtual ScenarioRecorder? Scenario => null;

    /// <summary>
    /// Whether making a request takes time that is not the target's, so that the clock is read after it.
    /// </summary>
    public virtual bool IsComputed => false;

    /// <summary>Whether every batch is the same, so that what holds for one holds for all.</summary>
    public virtual bool IsFixed => false;

    /// <summary>From when on requests are measured, in Stopwatch ticks.</summary>
    protected long MeasureFrom { get; private set; }

    /// <summary>Whether what is sent now is measured. The clock is asked during the warm-up alone.</summary>
    protected bool IsMeasuring => _isMeasuring || (_isMeasuring = Now >= MeasureFrom);

    /// <summary>The time of the lane, in Stopwatch ticks; 0 before it starts.</summary>
    protected long Now => _loop?.Now ?? 0;

    /// <summary>The date and the time of day, which pass as the lane's time does.</summary>
    private protected DateTimeOffset Date => _dateAtStart + Stopwatch.GetElapsedTime(_startedAt, Now);

    /// <summary>The lane starts.</summary>
    /// <param name="loop">The lane's loop, which tells the time.</param>
    /// <param name="measureFrom">From when on requests are measured.</param>
    public virtual void Start(TransportLoop loop, long measureFrom)
    {
        _loop = loop;
        _startedAt = loop.Now;
        _dateAtStart = DateTimeOffset.UtcNow;
        MeasureFrom = measureFrom;
        _isMeasuring = false;
    }

    /// <summary>A user has a new connection.</summary>
    public virtual void OnConnected(int user)
    {
    }

    /// <summary>Makes the next batch of a user.</summary>
    /// <param name="user">Number of the user within the lane.</param>
    /// <param name="batch">The batch; its bytes are valid until the next call.</param>
    /// <returns>False when there is none: the user stops, and <see cref="Failure"/> may say that the run has
    /// to.</returns>
    public abstract bool TryNext(int user, out RequestBatch batch);

    /// <summary>
    /// Gets the batch that a user without a connection wants to send, where each user's requests are its own.
    /// <see cref="Name"/> names it as if <see cref="TryNext"/> had made it.
    /// </summary>
    /// <returns>False when it wants to send nothing now, or what any user would.</returns>
    public virtual bool TryPeek(int user, out RequestBatch batch)
    {
        batch = default;
        return false;
    }

    /// <summary>
    /// What the source calls the batch that it made last, for statistics by name; empty when it has no name for it.
    /// </summary>
    public virtual ReadOnlySpan<byte> Name => default;

    /// <summary>The same for one request of that batch, where its requests have names of their own.</summary>
    public virtual ReadOnlySpan<byte> NameAt(int index) => Name;

    /// <summary>Milliseconds to wait before the next batch; 0 for none, -1 when the source failed.</summary>
    public virtual int NextDelayMs(int user) => 0;

    /// <summary>A response has come, if <see cref="WantsResponses"/>.</summary>
    /// <returns>False when the source failed.</returns>
    public virtual bool OnResponse(int user, FastHttpResponse response) => true;

    /// <summary>What a user has in flight will not be answered.</summary>
    public virtual void OnLost(int user, HttpError error)
    {
    }

    /// <summary>A user that wants to send has no connection, since none could be made.</summary>
    /// <returns>False when the user has nothing more to send: it stops.</returns>
    public virtual bool OnOpenFailed(int user, HttpError error) => true;

    /// <summary>A user takes part no longer, and has nothing in flight; it may join in again.</summary>
    public virtual void OnLeft(int user)
    {
    }

    /// <summary>Brings up to date what is counted elsewhere. At the end of each interval, and of the run.</summary>
    public virtual void TakeCounts()
    {
    }

    /// <summary>
    /// The server closed a user's connection in order, with requests of its batch unanswered: keeps them, to be sent
    /// again.
    /// </summary>
    /// <param name="user">Number of the user within the lane.</param>
    /// <param name="count">How many; they are the last of the batch that <see cref="TryNext"/> made last.</param>
    /// <returns>False when the source keeps none: they are lost.</returns>
    public virtual bool TryKeepRest(int user, int count) => false;

    /// <summary>What <see cref="TryKeepRest"/> kept; as valid as what <see cref="TryNext"/> makes.</summary>
    public virtual RequestBatch RestOf(int user) => default;

    /// <summary>Where the source wants its lane to connect to; null for where the plan says.</summary>
    public virtual EndPoint? Address => null;

    /// <summary>Whether the source wants its lane to stop early.</summary>
    public virtual bool StopRequested => false;

    /// <summary>Why the run cannot go on, or null.</summary>
    public virtual string? Failure => null;

    /// <summary>Frees what the source holds; once, after its lane has ended.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
