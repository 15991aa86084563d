using System;
using System.Net;
using FastHttp;
using FastHttp.Load.Sources;

namespace Runner.Scripting;

// What a lane's Lua script says to send. Lives on the lane's loop.
internal sealed class ScriptedSource : RequestSource
{
    private readonly LaneScript _script;
    private readonly RequestScanner _scanner = new();
    private readonly BatchTraits _traits;

    /// <param name="script">The lane's script; the script host disposes it.</param>
    /// <param name="users">How many users of the lane will ask.</param>
    public ScriptedSource(LaneScript script, int users)
    {
        _script = script;
        script.BeginRun();
        _traits = new BatchTraits(users);
        if (!script.HasRequest)
        {
            _scanner.Scan(script.StaticRequest);
        }
    }

    public override bool WantsResponses => _script.HasResponse;

    public override bool IsComputed => _script.HasRequest;

    public override ReadOnlySpan<byte> Name => _script.Name;

    public override bool StopRequested => _script.StopRequested;

    public override EndPoint? Address => _script.Address;

    public override string? Failure => _script.LastError?.Message;

    public override bool TryNext(int user, out RequestBatch batch)
    {
        ReadOnlySpan<byte> bytes = _script.StaticRequest;
        if (_script.HasRequest)
        {
            if (!_script.TryRequest(out bytes, out bool unchanged))
            {
                batch = default;
                return false;
            }

            // "Unchanged" counts from the call that checked the script before the run, which this scanner has not seen.
            if (!unchanged || _scanner.Count == 0)
            {
                _scanner.Scan(bytes);
            }
        }

        if (_scanner.Count == 0)
        {
            _script.Refuse(bytes);
            batch = default;
            return false;
        }

        batch = new RequestBatch(bytes, _traits.Keep(user, _scanner.Traits));
        return true;
    }

    public override int NextDelayMs(int user)
    {
        if (!_script.HasDelay)
        {
            return 0;
        }

        return _script.TryDelay(out int delayMs) ? delayMs : -1;
    }

    public override bool OnResponse(int user, FastHttpResponse response) => _script.TryResponse(response);
}
