using System;
using System.Collections.Generic;
using System.Net;
using FastHttp;
using FastHttp.Load.Sources;
using FastHttp.Transports;

namespace Load.Tests;

/// <summary>A source that does what a test says: ends, fails, pauses, asks for the end, connects elsewhere.</summary>
internal sealed class ScriptedSource(RequestSource inner) : WrappingSource(inner)
{
    /// <summary>Whether a user has a next batch; it is told how many were asked for before.</summary>
    public Func<ScriptedSource, int, bool> HasNext { get; init; } = static (_, _) => true;

    /// <summary>The pause of a user before its next batch, in milliseconds.</summary>
    public Func<ScriptedSource, int, int> DelayMs { get; init; } = static (_, _) => 0;

    /// <summary>Whether a user that cannot connect tries again.</summary>
    public Func<ScriptedSource, int, bool> TriesAgain { get; init; } = static (_, _) => true;

    /// <summary>Looks at an answer, and says whether it goes on; null where the test does not look.</summary>
    public Func<ScriptedSource, FastHttpResponse, bool>? Look { get; init; }

    /// <summary>Whether it looks at heads.</summary>
    public bool LooksAtHeads { get; init; } = true;

    /// <summary>Whether it looks at bodies.</summary>
    public bool LooksAtBodies { get; init; } = true;

    /// <summary>From when on it was told to measure, each time.</summary>
    public List<long> Starts { get; } = [];

    /// <summary>How many batches were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>The users that left, in order.</summary>
    public string Left { get; private set; } = "";

    /// <summary>The users that connected, in order.</summary>
    public string Connected { get; private set; } = "";

    /// <summary>What each batch was, by the traits of its first request.</summary>
    public List<RequestTraits> Traits { get; } = [];

    /// <summary>Whether it wants its lane to stop.</summary>
    public bool IsOver { get; set; }

    /// <summary>Why it has failed.</summary>
    public string? Fault { get; set; }

    /// <summary>Where it wants its lane to connect to.</summary>
    public EndPoint? To { get; init; }

    /// <summary>Whether it has been disposed.</summary>
    public bool IsDisposed { get; private set; }

    public override bool WantsResponses => Look is not null || Inner.WantsResponses;

    public override bool ReadsResponses => Look is null ? Inner.ReadsResponses : LooksAtHeads;

    public override bool ReadsBodies => Look is null ? Inner.ReadsBodies : LooksAtBodies;

    public override bool StopRequested => IsOver;

    public override string? Failure => Fault;

    public override EndPoint? Address => To;

    public override void Start(TransportLoop loop, long measureFrom)
    {
        Starts.Add(measureFrom);
        base.Start(loop, measureFrom);
    }

    public override int NextDelayMs(int user) => DelayMs(this, user);

    public override bool OnOpenFailed(int user, HttpError error) => TriesAgain(this, user);

    public override bool OnResponse(int user, FastHttpResponse response) =>
        Look is null ? Inner.OnResponse(user, response) : Look(this, response);

    public override void OnConnected(int user)
    {
        Connected += $"{user} ";
        Inner.OnConnected(user);
    }

    public override void OnLeft(int user)
    {
        Left += $"{user} ";
        Inner.OnLeft(user);
    }

    public override bool TryNext(int user, out RequestBatch batch)
    {
        batch = default;
        bool hasNext = HasNext(this, user);
        Asked++;
        if (!hasNext || !Inner.TryNext(user, out batch))
        {
            return false;
        }

        Traits.Add(batch.Traits.Span[0]);
        return true;
    }

    public override void Dispose()
    {
        IsDisposed = true;
        base.Dispose();
    }
}
