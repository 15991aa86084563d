using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;

namespace FastHttp.Load.Pacing;

// The next request follows the answer, after the pause that the source or the plan asks for.
internal sealed class ClosedLoopPacer : Pacer
{
    private readonly RequestSource _source;
    private readonly Random _random;
    private readonly long _thinkShortestUs;
    private readonly long _thinkLongestUs;

    public ClosedLoopPacer(LoadModel load, RequestSource source, int seed)
    {
        _source = source;
        _random = new Random(seed);
        _thinkShortestUs = (long)load.ThinkShortest.TotalMicroseconds;
        _thinkLongestUs = (long)load.ThinkLongest.TotalMicroseconds;
    }

    public override void Ready(VirtualUser user, long now)
    {
        int delayMs = _source.NextDelayMs(user.Index);
        if (delayMs < 0)
        {
            user.Fail();
            return;
        }

        long pause = delayMs * Ticks.PerMs;
        if (_thinkLongestUs > 0)
        {
            // As Next draws it, but the range may be longer than an int.
            long thinkUs = _thinkShortestUs
                + (long)(_random.NextDouble() * (_thinkLongestUs - _thinkShortestUs + 1));
            pause += thinkUs * Ticks.PerUs;
        }

        if (pause == 0)
        {
            user.Send(now, now);
        }
        else
        {
            user.Pause(now + pause);
        }
    }
}
