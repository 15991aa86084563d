using System;
using System.Collections.Generic;
using System.Net;
using FastHttp.Load.Recording;
using FastHttp.Transports;

namespace FastHttp.Load.Sources;

// A source that changes what another one sends: hands on everything that the type below it does not change. Owns the
// other one; lives on the lane's loop.
internal abstract class WrappingSource(RequestSource inner) : RequestSource
{
    public override bool WantsResponses => Inner.WantsResponses;

    public override bool ReadsResponses => Inner.ReadsResponses;

    public override bool ReadsBodies => Inner.ReadsBodies;

    public override bool IsComputed => Inner.IsComputed;

    public override bool IsFixed => Inner.IsFixed;

    public override EndPoint? Address => Inner.Address;

    public override bool StopRequested => Inner.StopRequested;

    public override string? Failure => Inner.Failure;

    public override IReadOnlyList<EntryRecorder> Recorders => Inner.Recorders;

    public override EntryNames? Names => Inner.Names;

    public override ScenarioRecorder? Scenario => Inner.Scenario;

    public override ReadOnlySpan<byte> Name => Inner.Name;

    public override bool UsedAllRows => Inner.UsedAllRows;

    public override long RedirectsElsewhere => Inner.RedirectsElsewhere;

    public override long UnexpectedBodies => Inner.UnexpectedBodies;

    public override string? UnexpectedSample => Inner.UnexpectedSample;

    protected RequestSource Inner { get; } = inner;

    public override void Start(TransportLoop loop, long measureFrom)
    {
        base.Start(loop, measureFrom);
        Inner.Start(loop, measureFrom);
    }

    public override bool TryPeek(int user, out RequestBatch batch) => Inner.TryPeek(user, out batch);

    public override bool OnOpenFailed(int user, HttpError error) => Inner.OnOpenFailed(user, error);

    public override void OnLeft(int user) => Inner.OnLeft(user);

    public override void TakeCounts() => Inner.TakeCounts();

    public override ReadOnlySpan<byte> NameAt(int index) => Inner.NameAt(index);

    public override void OnConnected(int user) => Inner.OnConnected(user);

    public override int NextDelayMs(int user) => Inner.NextDelayMs(user);

    public override bool OnResponse(int user, FastHttpResponse response) => Inner.OnResponse(user, response);

    public override bool TryKeepRest(int user, int count) => Inner.TryKeepRest(user, count);

    public override RequestBatch RestOf(int user) => Inner.RestOf(user);

    public override void OnLost(int user, HttpError error) => Inner.OnLost(user, error);

    public override void Dispose()
    {
        Inner.Dispose();
        base.Dispose();
    }
}
