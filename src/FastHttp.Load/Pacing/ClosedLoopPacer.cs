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
    private readonly int _thinkShortestUs;
    private readonly int _thinkLongestUs;

    public ClosedLoopPacer(LoadModel load, RequestSource source, int seed)
    {
        _source = source;
        _random = new Random(seed);
        _thinkShortestUs = (int)load.ThinkShortest.TotalMicroseconds;
        _thinkLongestUs = (int)load.ThinkLongest.TotalMicroseconds;
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
            int thinkUs = _random.Next(_thinkShortestUs, _thinkLongestUs + 1);
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
