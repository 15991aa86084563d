using System;
using System.Diagnostics;
using FastHttp;
using FastHttp.Load.Sources;
using Runner.Scripting;

namespace Runner.Scenarios;

// The batches that the users of a lane have in flight. A batch goes out whole on its user's connection and is answered
// in order, so that a user needs no more to be known of it than which request is next. Lives on the lane's loop;
// allocates when a batch is longer than all before.
internal sealed class ScenarioBatches(ScenarioState state)
{
    private readonly BatchTraits _keep = new(0);
    private RequestTraits[] _traits = new RequestTraits[16];

    /// <summary>Takes what a user's coroutine has asked for.</summary>
    public void Begin(ref LuaUser own)
    {
        ScenarioBatch requests = state.BatchOf(own.Thread);
        own.BatchCount = requests.Count;
        own.Answered = 0;
        own.AnsweredBytes = 0;
    }

    /// <summary>Makes a user's batch, and finds out until when each of its requests has to be answered.</summary>
    public RequestBatch Make(ref LuaUser own, int user, long timeout)
    {
        ScenarioBatch requests = state.BatchOf(own.Thread);
        int count = own.BatchCount;
        if (_traits.Length < count)
        {
            _traits = new RequestTraits[count * 2];
        }

        // A limit ends the connection, and with it what comes after: so each has the shortest of its own and those.
        double limit = double.MaxValue;
        for (int request = count - 1; request >= 0; request--)
        {
            double seconds = requests.LimitOf(request);
            limit = Math.Min(limit, seconds > 0 ? seconds * Stopwatch.Frequency : timeout);
            requests.SetLimit(request, limit);
            _traits[request] = (RequestTraits)requests.TraitsOf(request);
        }

        return new RequestBatch(requests.Bytes, _keep.Keep(user, _traits.AsSpan(0, count)));
    }

    /// <summary>The request that is answered next.</summary>
    public ReadOnlySpan<byte> RequestOf(in LuaUser own)
    {
        ScenarioBatch requests = state.BatchOf(own.Thread);
        return requests.Bytes.Slice(own.AnsweredBytes, requests.LengthOf(own.Answered));
    }

    /// <summary>How long the next answer may take from the sending, in seconds.</summary>
    public double LimitOf(in LuaUser own) => state.BatchOf(own.Thread).LimitOf(own.Answered) / Stopwatch.Frequency;

    /// <summary>The row and the length of any of a batch's requests, as long as none is answered.</summary>
    public (int Row, int Length) PartOf(in LuaUser own, int request)
    {
        ScenarioBatch requests = state.BatchOf(own.Thread);
        return (requests.RowOf(request), requests.LengthOf(request));
    }

    /// <summary>The row of any of a batch's requests, as long as none is answered.</summary>
    public int RowOf(in LuaUser own, int request) => state.BatchOf(own.Thread).RowOf(request);

    /// <summary>Takes the next answer, or with the status 0 that there is none, and why.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Take(
        ref LuaUser own,
        int status,
        ReadOnlySpan<byte> head,
        ReadOnlySpan<byte> body,
        double seconds,
        bool hasCookies)
    {
        ScenarioBatch requests = state.BatchOf(own.Thread);
        own.AnsweredBytes += requests.LengthOf(own.Answered);
        requests.SetAnswer(own.Answered++, status, head, body, seconds);
        if (own.Answered < own.BatchCount)
        {
            return false;
        }

        own.Arguments = requests.PushAnswered(hasCookies);
        return true;
    }
}
